"""The pages of daily work, a module for each noun; each states its own ``urlpatterns``."""
