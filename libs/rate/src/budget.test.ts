import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Budget, charge, decide, type Demand, type Notice, takeNotice, UNUSED } from './budget.ts';
import { PRIORITIES, type Priority } from './priority.ts';

const LIMIT = 100;
const WINDOW_MS = 1_000;
const demandOf = (amount: number): Demand => ({ budget: 'b', limit: LIMIT, windowMs: WINDOW_MS, amount });

/** One budget and what was granted of it. */
function openBook() {
  let budget: Budget = UNUSED;
  const grants: { atMs: number; amount: number; priority: Priority }[] = [];
  return {
    grants,
    ask(atMs: number, amount: number, priority: Priority) {
      const decision = decide([budget], [demandOf(amount)], priority, atMs);
      if (decision.type === 'granted') {
        budget = charge(budget, demandOf(amount), atMs);
        grants.push({ atMs, amount, priority });
      }
      return decision;
    },
    hear: (notice: Notice, atMs: number) => void (budget = takeNotice(budget, notice, atMs)),
  };
}
const told = (used: number, ordinal: number): Notice => ({ type: 'told', budget: 'b', windowMs: WINDOW_MS, used, ordinal });
const answered = (amount: number): Notice => ({ type: 'answered', budget: 'b', windowMs: WINDOW_MS, amount });
const blocked = (forMs: number): Notice => ({ type: 'blocked', budget: 'b', forMs });
const asks = fc.array(fc.record({ afterMs: fc.integer({ min: 0, max: 120 }), amount: fc.integer({ min: 0, max: 40 }), priority: fc.constantFrom(...PRIORITIES) }), { minLength: 20, maxLength: 120 });
const others = fc.array(fc.record({ afterMs: fc.integer({ min: 0, max: 60 }), amount: fc.integer({ min: 1, max: 40 }), priority: fc.constantFrom<Priority>('close', 'entry', 'read') }), { maxLength: 120 });

describe('a budget', () => {
  test('is never exceeded in any window, however late within a window each request arrives, and its reply', () => {
    const ways = fc.array(fc.record({ thereMs: fc.integer({ min: 0, max: WINDOW_MS - 50 }), backMs: fc.integer({ min: 0, max: WINDOW_MS }) }), { minLength: 120, maxLength: 120 });
    fc.assert(
      fc.property(asks, ways, (history, journeys) => {
        const book = openBook();
        const replies: { atMs: number; amount: number }[] = [];
        let nowMs = 1_000_000;
        const hearReplies = (): void => {
          for (const reply of replies.splice(0).toSorted((a, b) => a.atMs - b.atMs)) {
            if (reply.atMs > nowMs) replies.push(reply);
            else book.hear(answered(reply.amount), reply.atMs);
          }
        };
        for (const { afterMs, amount, priority } of history) {
          nowMs += afterMs;
          hearReplies();
          if (book.ask(nowMs, amount, priority).type !== 'granted') continue;
          const { thereMs, backMs } = journeys[book.grants.length - 1]!;
          // Later than that nobody says so (govern-account.ts).
          if (thereMs + backMs < WINDOW_MS - WINDOW_MS / 20) replies.push({ atMs: nowMs + thereMs + backMs, amount });
        }
        const arrivals = book.grants.map(({ atMs, amount }, index) => ({ atMs: atMs + journeys[index]!.thereMs, amount }));
        for (const { atMs: startMs } of arrivals) {
          const sum = arrivals.filter(({ atMs }) => atMs >= startMs && atMs < startMs + WINDOW_MS).reduce((all, { amount }) => all + amount, 0);
          expect(sum).toBeLessThanOrEqual(LIMIT);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('always has its reserve for protection, whatever the others took', () => {
    fc.assert(
      fc.property(others, fc.integer({ min: 1, max: LIMIT / 10 }), (history, amount) => {
        const book = openBook();
        let nowMs = 1_000_000;
        for (const one of history) book.ask((nowMs += one.afterMs), one.amount, one.priority);
        expect(book.ask(nowMs, amount, 'protection').type).toBe('granted');
      }),
    );
  });

  test('is granted again after the wait that it names, if nobody else came and what was under way was answered at once', () => {
    fc.assert(
      fc.property(asks, fc.constantFrom(...PRIORITIES), fc.integer({ min: 1, max: 40 }), (history, priority, amount) => {
        const book = openBook();
        let nowMs = 1_000_000;
        for (const one of history) book.ask((nowMs += one.afterMs), one.amount, one.priority);
        const decision = book.ask(nowMs, amount, priority);
        if (decision.type === 'wait') {
          expect(decision.waitMs).toBeLessThanOrEqual(WINDOW_MS * 1.1);
          for (const grant of book.grants) book.hear(answered(grant.amount), nowMs);
          expect(book.ask(nowMs + decision.waitMs, amount, priority).type).toBe('granted');
        }
      }),
    );
  });

  test('lets nobody through while the exchange keeps it closed, and a later, shorter ban does not open it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PRIORITIES), fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 9_999 }), (priority, amount, afterMs) => {
        const book = openBook();
        book.hear(blocked(10_000), 5_000);
        book.hear(blocked(10), 5_100);
        expect(book.ask(5_000 + afterMs, amount, priority)).toEqual({ type: 'wait', budget: 'b', waitMs: 10_000 - afterMs, isBlocked: true });
        expect(book.ask(15_000, amount, priority).type).toBe('granted');
      }),
    );
  });

  test.each([['read', 70], ['entry', 80], ['close', 90], ['protection', 100]] as const)('may be filled by %s up to %i of 100', (priority, most) => {
    const book = openBook();
    expect(book.ask(0, most, priority).type).toBe('granted');
    expect(book.ask(0, 1, priority).type).toBe('wait');
  });

  test('counts what others used, once the exchange has told it, and what was granted after that', () => {
    const book = openBook();
    book.ask(0, 10, 'read');
    book.ask(0, 10, 'read');
    for (const _ of [1, 2]) book.hear(answered(10), 100);
    book.hear(told(55, 10), 100);
    expect(book.ask(100, 6, 'read')).toMatchObject({ type: 'wait', waitMs: WINDOW_MS });
    expect(book.ask(100, 5, 'read')).toMatchObject({ type: 'granted', used: [70] });
    expect(book.ask(100, 1, 'read').type).toBe('wait');
    book.hear(answered(5), 100);
    expect(book.ask(100 + WINDOW_MS, 45, 'read').type).toBe('granted');
  });

  test('does not believe old news', () => {
    const book = openBook();
    book.ask(0, 1, 'read');
    book.ask(0, 1, 'read');
    book.hear(told(69, 2), 10);
    book.hear(told(1, 1), 20);
    expect(book.ask(30, 2, 'read').type).toBe('wait');
    book.hear(told(3, 2), 40);
    expect(book.ask(50, 2, 'read').type).toBe('granted');
  });

  test('grants what is larger than an allowance, but alone', () => {
    const book = openBook();
    expect(book.ask(0, 80, 'read').type).toBe('granted');
    expect(book.ask(0, 80, 'read').type).toBe('wait');
  });
});

describe('a grant that comes back', () => {
  const returned = (amount: number, ordinal: number): Notice => ({ type: 'returned', budget: 'b', windowMs: WINDOW_MS, amount, ordinal });

  test('may be granted to somebody else at once, whether the exchange has told of an earlier request or not', () => {
    for (const hears of [[], [told(40, 40)]]) {
      const book = openBook();
      book.ask(1_000_000, 40, 'protection');
      for (const notice of hears) book.hear(notice, 1_000_001);
      book.ask(1_000_002, 60, 'protection');
      expect(book.ask(1_000_003, 60, 'protection').type).toBe('wait');
      book.hear(returned(60, 100), 1_000_004);
      expect(book.ask(1_000_005, 60, 'protection').type).toBe('granted');
      expect(book.ask(1_000_006, 1, 'protection').type).toBe('wait');
    }
  });

  test('is taken off the oldest grants, so that nothing that was used ceases to count before its time', () => {
    const book = openBook();
    book.ask(1_000_000, 50, 'protection');
    book.ask(1_000_500, 50, 'protection');
    // The later one was used; the earlier one was not.
    book.hear(returned(50, 50), 1_000_600);
    expect(book.ask(1_001_200, 51, 'protection').type).toBe('wait');
    expect(book.ask(1_001_200, 50, 'protection').type).toBe('granted');
  });

  test('changes nothing of what the exchange told of a later request', () => {
    const book = openBook();
    book.ask(1_000_000, 10, 'protection');
    book.ask(1_000_001, 10, 'protection');
    book.hear(told(95, 20), 1_000_002);
    book.hear(returned(10, 10), 1_000_003);
    expect(book.ask(1_000_004, 6, 'protection').type).toBe('wait');
    expect(book.ask(1_000_004, 5, 'protection').type).toBe('granted');
  });
});

test('demands are met together or not at all', () => {
  const full = charge(UNUSED, demandOf(100), 0);
  const demands = [demandOf(1), { ...demandOf(1), budget: 'full' }];
  expect(decide([UNUSED, full], demands, 'protection', 0)).toMatchObject({ type: 'wait', budget: 'full', isBlocked: false });
  expect(decide([UNUSED, UNUSED], demands, 'protection', 0)).toEqual({ type: 'granted', ordinals: [1, 1], used: [1, 1] });
});
