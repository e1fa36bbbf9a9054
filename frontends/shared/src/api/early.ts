/** How long the first page may be put off for an answer: drawn twice, it takes longer. */
const mostPutOffMs = 150;

/** An answer that is asked for before the first page is drawn. It counts once. */
export interface Early<T> {
  /** Ends when the answer is there, or when the page need not wait for it any more. */
  ready: Promise<unknown>;
  /** The answer, if it has come; it is gone then. */
  takeAnswer: () => T | undefined;
  /** What was asked, if nobody has taken it. */
  take: () => Promise<T> | undefined;
}

/** Nothing that was asked early. */
export const nothingEarly: Early<never> = {
  ready: Promise.resolve(),
  takeAnswer: () => undefined,
  take: () => undefined,
};

export function askEarly<T>(ask: () => Promise<T>): Early<T> {
  let asked: Promise<T> | undefined = ask();
  let answer: T | undefined;
  const answered = asked.then(
    (value) => {
      answer = value;
    },
    // Whoever takes it is told.
    () => {},
  );
  function take() {
    const taken = asked;
    asked = undefined;
    answer = undefined;
    return taken;
  }
  return {
    ready: Promise.race([answered, new Promise((resolve) => setTimeout(resolve, mostPutOffMs))]),
    takeAnswer: () => {
      const taken = answer;
      if (taken !== undefined) take();
      return taken;
    },
    take,
  };
}
