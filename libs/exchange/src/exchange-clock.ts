import { Unreadable } from './unreadable.ts';

/** One look at the exchange's clock. The local instants are on a monotonic clock, in milliseconds. */
export interface ClockSample {
  readonly serverMs: number;
  readonly sentAtMs: number;
  readonly receivedAtMs: number;
}

/** `local + offsetMs` is never ahead of the exchange's clock, and at most `boundMs` behind it when measured. */
export interface ClockOffset {
  readonly offsetMs: number;
  readonly boundMs: number;
  readonly measuredAtMs: number;
}

/** Quartz clocks of servers stay well within 200 parts per million of each other. */
const DRIFT = 200e-6;
/** A clock that may be so wrong is measured again when it is next needed, and no oftener than that: nothing can be sent with a vague one. */
const VAGUE_MS = 200;
const VAGUE_LOOKS_APART_MS = 1_000;
/** The exchange tells its time in whole milliseconds. */
const RESOLUTION_MS = 1;

/**
 * The offset that a sample gives: server time minus local *receive* time. The reply was under way for some part of the
 * round trip, so the true clock is ahead of ours by at most the whole of it; half would be a guess about symmetry. Time
 * stamps that lag are refused too early at worst; time stamps that lead would outlive their window.
 */
export function toOffset({ serverMs, sentAtMs, receivedAtMs }: ClockSample): ClockOffset {
  return { offsetMs: serverMs - receivedAtMs, boundMs: receivedAtMs - sentAtMs + RESOLUTION_MS, measuredAtMs: receivedAtMs };
}

/** How far the offset may be wrong at a local instant: its bound when measured, plus drift since. Milliseconds. */
export function offsetErrorMs(offset: ClockOffset, localMs: number): number {
  return offset.boundMs + Math.max(0, localMs - offset.measuredAtMs) * DRIFT;
}

/**
 * The better of two offsets at a local instant: the newer one, unless it is vaguer and does not contradict the older one.
 * So one slow reply does not spoil a good clock, and a step of the exchange's clock is noticed.
 */
export function chooseOffset(older: ClockOffset, newer: ClockOffset, localMs: number): ClockOffset {
  const olderErrorMs = offsetErrorMs(older, localMs);
  if (newer.boundMs <= olderErrorMs) return newer;
  const isContradicted = newer.offsetMs > older.offsetMs + olderErrorMs || newer.offsetMs + newer.boundMs < older.offsetMs - (olderErrorMs - older.boundMs);
  return isContradicted ? newer : older;
}

/** The exchange's clock as this process knows it. */
export interface ExchangeClock {
  /** Milliseconds. 0 while it was never measured: a request signed with that is refused by every exchange. */
  nowMs(): number;
  /** Infinite while it was never measured, or is distrusted. */
  errorMs(): number;
  /** Resolves once the clock is measured and trusted; measures it if need be, or if it is vague. Rejects with {@link Unreadable}. */
  ready(): Promise<void>;
  /** The exchange found a time stamp of ours wrong: what was measured counts no more, and is measured again at once. */
  distrust(): void;
  /** Ends the periodic measuring. */
  close(): void;
}

export interface ExchangeClockOptions {
  /** Looks at the exchange's clock; rejects with {@link Unreadable}. */
  readonly look: () => Promise<ClockSample>;
  readonly monotonicMs: () => number;
  /** null: only when it is asked for and not known, or not trusted. */
  readonly measureEveryMs: number | null;
}

/** A clock that is measured now and again every `measureEveryMs`, if that is given, without keeping the process alive. */
export function createExchangeClock({ look, monotonicMs, measureEveryMs }: ExchangeClockOptions): ExchangeClock {
  let offset: ClockOffset | null = null;
  let isTrusted = false;
  let measuring: Promise<void> | null = null;
  let measuredAtMs = Number.NEGATIVE_INFINITY;

  async function measure(): Promise<void> {
    // The very first look also pays for loading the client and for connecting, which makes it vague: look twice.
    const known = offset ?? toOffset(await look());
    const isKnownGood = isTrusted || offset === null;
    const newer = toOffset(await look());
    offset = isKnownGood ? chooseOffset(known, newer, monotonicMs()) : newer;
    isTrusted = true;
    measuredAtMs = monotonicMs();
  }

  /** One slow reply must not leave the clock vague until the next periodic look: a stop may be waiting to be sent (I4). */
  function isWorthAnotherLook(): boolean {
    const localMs = monotonicMs();
    return offset !== null && offsetErrorMs(offset, localMs) > VAGUE_MS && localMs - measuredAtMs >= VAGUE_LOOKS_APART_MS;
  }

  function measureOnce(): Promise<void> {
    measuring ??= measure().finally(() => {
      measuring = null;
    });
    return measuring;
  }

  /** Failing is fine here: the error grows meanwhile, and whoever needs the clock measures it in `ready`. */
  function measureInBackground(): void {
    measureOnce().catch((error: unknown) => {
      if (!(error instanceof Unreadable)) throw error;
    });
  }

  const timer = measureEveryMs === null ? undefined : setInterval(measureInBackground, measureEveryMs);
  timer?.unref();
  measureInBackground();
  return {
    nowMs: () => (offset === null ? 0 : Math.floor(monotonicMs() + offset.offsetMs)),
    errorMs: () => (offset === null || !isTrusted ? Number.POSITIVE_INFINITY : offsetErrorMs(offset, monotonicMs())),
    ready: () => (isTrusted && !isWorthAnotherLook() ? Promise.resolve() : measureOnce()),
    distrust() {
      isTrusted = false;
      measureInBackground();
    },
    close: () => clearInterval(timer),
  };
}
