import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type PaperExchange, encodeSnapshot, restoreSnapshot } from '@breakwater/paper';

const saveEveryMs = 500;

/** The file in which a paper exchange survives its process. */
export interface StateFile {
  /** The exchange's time when it was saved, `null` if there is no file yet. */
  readonly savedAtMs: number | null;
  restore(exchange: PaperExchange): void;
  /** Writes the state now. Returns `true`. */
  save(exchange: PaperExchange): boolean;
  /** Saves whenever something has changed, at most twice a second. Returns how to stop it. */
  saveOnChange(exchange: PaperExchange): () => void;
}

/** Reads the file if it exists. Throws, with its name, if it is not one of ours. */
export function openStateFile(path: string): StateFile {
  let saved: { nowMs: number; snapshot: string } | null = null;
  if (existsSync(path)) {
    try {
      saved = JSON.parse(readFileSync(path, 'utf8')) as { nowMs: number; snapshot: string };
      if (typeof saved.nowMs !== 'number' || typeof saved.snapshot !== 'string') throw new Error('fields are missing');
    } catch (error) {
      throw new Error(`The state file ${path} cannot be read: ${String(error)}`, { cause: error });
    }
  }
  function save(exchange: PaperExchange): boolean {
    // A rename is atomic: a process that dies here leaves the old file or the new one, never half of one.
    const draft = `${path}.${process.pid}.new`;
    writeFileSync(draft, JSON.stringify({ nowMs: exchange.clock.nowMs(), snapshot: encodeSnapshot(exchange) }), { mode: 0o600 });
    renameSync(draft, path);
    return true;
  }
  return {
    savedAtMs: saved?.nowMs ?? null,
    restore(exchange) {
      if (saved !== null) restoreSnapshot(exchange, saved.snapshot);
    },
    save,
    saveOnChange(exchange) {
      let savedCount = -1;
      const timer = setInterval(() => {
        if (exchange.changeCount === savedCount) return;
        savedCount = exchange.changeCount;
        save(exchange);
      }, saveEveryMs);
      timer.unref();
      return () => clearInterval(timer);
    },
  };
}
