// The camera reads the codes of our papers. The picture never leaves the device. Where the browser reads codes
// itself (most Android telephones) it does, else ZXing in plain JavaScript: no WebAssembly, so the policy stays strict.
import BinaryBitmap from "@zxing/library/esm/core/BinaryBitmap";
import HybridBinarizer from "@zxing/library/esm/core/common/HybridBinarizer";
import RGBLuminanceSource from "@zxing/library/esm/core/RGBLuminanceSource";
import Code128Reader from "@zxing/library/esm/core/oned/Code128Reader";
import QRCodeReader from "@zxing/library/esm/core/qrcode/QRCodeReader";
import { say } from "./words.js";

const FORMATS = ["qr_code", "code_128"];
const EVERY = 120; // ms between two looks; telephones stay cool
const SIDE = 720; // pixels of the longer side that is looked at

const box = document.querySelector("[data-camera]");
const part = (name) => box.querySelector(`[data-camera-${name}]`);
const video = box.querySelector("video");
let stream = null;
let timer = 0;
let opening = false;

function tell(text, state = "muted") {
  part("said").textContent = text;
  part("said").className = `mb-0 ${state}`;
}

// Why there is no picture, in plain words, and what to do instead.
const REFUSED = {
  NotAllowedError: () => say("没有获得使用相机的许可。可以在浏览器设置中允许,或在下面输入号码。", "The camera was not allowed. Allow it in the browser's settings, or type the number below."),
  NotFoundError: () => say("这台设备没有相机。请在下面输入号码。", "This device has no camera. Type the number below."),
  NotReadableError: () => say("相机正被别的程序使用。关闭它再试,或在下面输入号码。", "Another program uses the camera. Close it and try again, or type the number below."),
};

function refuse(error) {
  close();
  const why = REFUSED[error?.name] ?? (() => say("打不开相机。请在下面输入号码。", "The camera does not open. Type the number below."));
  tell(why(), "soon mark");
  document.getElementById("code").focus();
}

async function native() {
  if (!("BarcodeDetector" in window)) return null;
  const known = await window.BarcodeDetector.getSupportedFormats().catch(() => []);
  if (!FORMATS.every((each) => known.includes(each))) return null;
  const detector = new window.BarcodeDetector({ formats: FORMATS });
  return async () => (await detector.detect(video))[0]?.rawValue;
}

function ours() {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const readers = [new QRCodeReader(), new Code128Reader()];
  return async () => {
    const scale = Math.min(1, SIDE / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    const source = new RGBLuminanceSource(greys(pen, canvas), canvas.width, canvas.height);
    const picture = new BinaryBitmap(new HybridBinarizer(source));
    return readers.map((reader) => attempt(reader, picture)).find(Boolean);
  };
}

function greys(pen, { width, height }) {
  const { data } = pen.getImageData(0, 0, width, height);
  const grey = new Uint8ClampedArray(width * height);
  for (let at = 0; at < grey.length; at += 1) grey[at] = (data[4 * at] * 77 + data[4 * at + 1] * 151 + data[4 * at + 2] * 28) >> 8;
  return grey;
}

// A picture without a code is no failure: most have none.
function attempt(reader, picture) {
  try {
    return reader.decode(picture).getText();
  } catch {
    return "";
  }
}

function found(code) {
  close();
  navigator.vibrate?.(60);
  const field = document.getElementById("code");
  field.value = code.trim();
  tell(say("读到了,正在打开 …", "Read; opening …"));
  field.form.requestSubmit();
}

async function look(read) {
  if (!stream) return;
  const code = video.readyState >= 2 ? await read().catch(() => "") : "";
  if (code) found(code);
  else timer = setTimeout(look, EVERY, read);
}

async function open() {
  if (stream || opening) return;
  if (!navigator.mediaDevices?.getUserMedia) {
    refuse(null);
    tell(say("这个浏览器不让网页使用相机(网址须以 https 开头)。请在下面输入号码。", "This browser keeps the camera from pages (the address must begin with https). Type the number below."), "soon mark");
    return;
  }
  opening = true;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 } } });
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
  } catch (error) {
    refuse(error);
    return;
  } finally {
    opening = false;
  }
  shown(true);
  tell(say("把码放进画面,停稳一秒。", "Hold the code in the picture for a second."));
  look((await native()) ?? ours());
}

function shown(on) {
  part("open").hidden = on;
  part("close").hidden = !on;
  part("light").hidden = !(on && stream?.getVideoTracks()[0].getCapabilities?.().torch);
}

function close() {
  clearTimeout(timer);
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  video.hidden = true;
  video.srcObject = null;
  shown(false);
}

let light = false;
part("light").addEventListener("click", () => {
  light = !light;
  stream?.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: light }] }).catch(() => {});
});
part("open").addEventListener("click", open);
part("close").addEventListener("click", () => {
  close();
  tell(say("相机已关闭。", "The camera is closed."));
});
window.addEventListener("pagehide", close);
document.addEventListener("visibilitychange", () => document.hidden && stream && close());

// Who has allowed the camera before need not press anything.
navigator.permissions?.query({ name: "camera" }).then((asked) => asked.state === "granted" && open()).catch(() => {});
