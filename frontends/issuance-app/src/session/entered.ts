let entered = false;

/** Whether somebody is known to be signed in, so that pages are worth loading. */
export function hasEntered(): boolean {
  return entered;
}

export function setEntered(value: boolean): void {
  entered = value;
}
