/** Answers in the order of their questions: one that a newer one overtook is of no use any more. */
export class InOrder {
  #asked = 0;
  #taken = 0;

  /** Begin a question; what is returned says, once its answer is here, whether to take it. */
  begin(): () => boolean {
    const number = ++this.#asked;
    return () => {
      if (number < this.#taken) return false;
      this.#taken = number;
      return true;
    };
  }
}
