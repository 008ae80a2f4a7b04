/** Waits until the check passes; the test's own time limit ends it, and what still waits then keeps no process alive. */
export async function until(check: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await check())) await new Promise((resolve) => setTimeout(resolve, 5).unref());
}
