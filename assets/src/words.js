// The few texts that scripts say themselves, both languages side by side like everywhere else.
export function say(zh, en) {
  return document.documentElement.lang.startsWith("en") ? en : zh;
}
