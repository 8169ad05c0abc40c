/** What a request is for, the most urgent first. */
export const PRIORITIES = ['protection', 'close', 'entry', 'read'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** Up to how many tenths of a budget each may fill it: what lies above is reserved for the more urgent ones. */
export const TENTHS: Readonly<Record<Priority, number>> = { protection: 10, close: 9, entry: 8, read: 7 };

/**
 * How far a request of this priority may fill a budget, in the budget's unit. However small the budget, one of it is left
 * to protection, unless it is only one.
 */
export function allowanceOf(limit: number, priority: Priority): number {
  if (priority === 'protection' || limit < 2) return limit;
  return Math.max(1, Math.min(limit - 1, Math.floor((limit * TENTHS[priority]) / 10)));
}
