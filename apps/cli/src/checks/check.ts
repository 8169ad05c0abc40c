/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  readonly isOk: boolean;
  /** What is the case, as the beginning of a sentence. */
  readonly found: string;
  /** What to do about it; null where all is well. */
  readonly advice: string | null;
}

export const fine = (name: string, found: string): Check => ({ name, isOk: true, found, advice: null });
export const wrong = (name: string, found: string, advice: string): Check => ({ name, isOk: false, found, advice });

/** A failure in a few words; never an address, which may hold a password. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return message || code || String(error);
}
