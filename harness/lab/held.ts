/** Things to let go of together, the last taken first. */
export class Held implements Disposable {
  readonly #things: Disposable[] = []

  /** Takes one more thing to let go of, and gives it back. */
  use<Thing extends Disposable>(thing: Thing): Thing {
    this.#things.push(thing)
    return thing
  }

  [Symbol.dispose](): void {
    for (const thing of this.#things.splice(0).reverse()) thing[Symbol.dispose]()
  }
}

/** Makes something out of many things; if that fails half way, lets go of those taken until then. */
export function makeHolding<Made>(make: (held: Held) => Made): Made {
  const held = new Held()
  try {
    return make(held)
  } catch (error) {
    held[Symbol.dispose]()
    throw error
  }
}
