/** What is under way to one client: in order, each text at its time, and none before the one ahead of it. */
export interface Outgoing {
  /** Adds a text that leaves `afterMs` from now, or when everything ahead of it has left. */
  add(text: string, nowMs: number, afterMs: number): void;
  /** Adds a text that leaves right behind the next one; alone, if none comes within `patienceMs`. */
  hold(text: string, nowMs: number, patienceMs: number): void;
  /** Takes out what is due, in order. */
  take(nowMs: number): string[];
  /** When the next text is due; `null` when none is under way. */
  readDueMs(): number | null;
}

interface Message {
  readonly text: string;
  readonly dueMs: number;
}

/** Nothing under way yet. */
export function createOutgoing(): Outgoing {
  let queue: Message[] = [];
  let held: Message[] = [];

  function push(text: string, dueMs: number): void {
    queue.push({ text, dueMs: Math.max(dueMs, queue.at(-1)?.dueMs ?? 0) });
  }

  function release(dueMs: number): void {
    const released = held;
    held = [];
    for (const { text } of released) push(text, dueMs);
  }

  return {
    add(text, nowMs, afterMs) {
      push(text, nowMs + afterMs);
      release(nowMs + afterMs);
    },
    hold(text, nowMs, patienceMs) {
      held.push({ text, dueMs: nowMs + patienceMs });
    },
    take(nowMs) {
      if (held.some(({ dueMs }) => dueMs <= nowMs)) release(nowMs);
      const due = queue.filter(({ dueMs }) => dueMs <= nowMs);
      // Due times never fall along the queue, so that what is due is its beginning.
      queue = queue.slice(due.length);
      return due.map(({ text }) => text);
    },
    readDueMs: () => [...queue.slice(0, 1), ...held].reduce<number | null>((next, { dueMs }) => (next === null || dueMs < next ? dueMs : next), null),
  };
}
