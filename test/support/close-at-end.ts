const left = new Map<() => unknown, () => void>();

/**
 * Has something closed when the test file ends, should the test fail before it closes it: what stays open keeps the process.
 *
 * @param cut what it would wait for when it is closed
 * @returns closes it now
 */
export function closeAtEnd(close: () => unknown, cut: () => void = () => undefined): () => Promise<void> {
  left.set(close, cut);
  return async () => {
    left.delete(close);
    await close();
  };
}

export async function closeWhatIsLeft(): Promise<void> {
  for (const [close, cut] of left) {
    left.delete(close);
    cut();
    await close();
  }
}
