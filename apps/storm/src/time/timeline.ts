/**
 * Virtual time: a queue of what is going to happen, in the order of its due times, and within one instant in the order in
 * which it was put there. Nothing else in a storm knows the time.
 */
export interface Timeline {
  /** Milliseconds since 1970 of the world's true clock. */
  nowMs(): number;
  /** Has `run` happen at `dueMs`, or now if that is past. */
  at(dueMs: number, run: () => void): void;
  /** Has `run` happen in `delayMs`. */
  after(delayMs: number, run: () => void): void;
  /** When the next thing happens; null when nothing will. */
  nextDueMs(): number | null;
  /** Moves to the next thing that is due by `untilMs` and has it happen. False, at `untilMs`, when there is none. */
  step(untilMs: number): boolean;
}

interface Due {
  readonly dueMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** A timeline standing at `startMs`, with nothing to come. */
export function createTimeline(startMs: number): Timeline {
  const heap: Due[] = [];
  let currentMs = startMs;
  let order = 0;

  function at(dueMs: number, run: () => void): void {
    order += 1;
    push(heap, { dueMs: Math.max(currentMs, Math.round(dueMs)), order, run });
  }

  return {
    nowMs: () => currentMs,
    at,
    after: (delayMs, run) => at(currentMs + delayMs, run),
    nextDueMs: () => heap[0]?.dueMs ?? null,
    step(untilMs) {
      const [first] = heap;
      if (first === undefined || first.dueMs > untilMs) {
        currentMs = Math.max(currentMs, untilMs);
        return false;
      }
      const due = pop(heap);
      currentMs = due.dueMs;
      due.run();
      return true;
    },
  };
}

function isBefore(a: Due, b: Due): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);
}

/** A binary heap: thousands of things are due in one storm, and the next one is asked for after each. */
function push(heap: Due[], due: Due): void {
  let index = heap.push(due) - 1;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    if (!isBefore(due, heap[parent]!)) break;
    heap[index] = heap[parent]!;
    index = parent;
  }
  heap[index] = due;
}

function pop(heap: Due[]): Due {
  const first = heap[0]!;
  const last = heap.pop()!;
  if (heap.length === 0) return first;
  let index = 0;
  for (;;) {
    const left = index * 2 + 1;
    if (left >= heap.length) break;
    const right = left + 1;
    const next = right < heap.length && isBefore(heap[right]!, heap[left]!) ? right : left;
    if (!isBefore(heap[next]!, last)) break;
    heap[index] = heap[next]!;
    index = next;
  }
  heap[index] = last;
  return first;
}
