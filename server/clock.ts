/** The current time in epoch seconds. What decides by time takes it as a parameter, so that tests can move it. */
export const nowSeconds = (): number => Math.floor(Date.now() / 1000);

/** The same in epoch milliseconds. */
export const nowMs = (): number => Date.now();
