/** Browsers fill the screen only when the user has just pressed something, and iPhones never do. */
export function fillScreen(): void {
  document.documentElement.requestFullscreen?.().catch(() => {});
}

export function leaveFullScreen(): void {
  if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
}
