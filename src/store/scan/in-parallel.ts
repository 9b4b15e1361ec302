/** Runs generators side by side, so many at once, and gives what they give as it comes. */
export async function* inParallel<T>(
  open: readonly (() => AsyncGenerator<T>)[],
  width: number,
): AsyncGenerator<T> {
  const running = new Map<AsyncGenerator<T>, Promise<Step<T>>>();
  let opened = 0;
  const openMore = () => {
    while (running.size < width && opened < open.length)
      step(running, (open[opened++] as () => AsyncGenerator<T>)());
  };
  try {
    for (openMore(); running.size > 0; openMore()) {
      const { generator, result } = await Promise.race(running.values());
      if (result.done) {
        running.delete(generator);
        continue;
      }
      step(running, generator);
      yield result.value;
    }
  } finally {
    await Promise.allSettled([...running.keys()].map((generator) => generator.return(undefined)));
  }
}

interface Step<T> {
  readonly generator: AsyncGenerator<T>;
  readonly result: IteratorResult<T>;
}

/** Asks for the next one before this one is used: reading goes on while the caller works. */
function step<T>(running: Map<AsyncGenerator<T>, Promise<Step<T>>>, generator: AsyncGenerator<T>): void {
  const next = generator.next().then((result) => ({ generator, result }));
  // Told by the race; the others' failures would count as unhandled when it is lost.
  next.catch(() => undefined);
  running.set(generator, next);
}
