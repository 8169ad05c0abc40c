import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { type PaperExchange, encodeSnapshotPieces, restoreSnapshot } from '@breakwater/paper';

const saveEveryMs = 500;
/** Characters that are turned into bytes and written in one go: a few milliseconds' work. */
const chunkLength = 500_000;

/** The file in which a paper exchange survives its process. */
export interface StateFile {
  /** The exchange's time when it was saved, `null` if there is no file yet. */
  readonly savedAtMs: number | null;
  restore(exchange: PaperExchange): void;
  /** Writes the state now, holding everything else up. Returns `true`. */
  save(exchange: PaperExchange): boolean;
  /** Saves whenever something has changed, at most twice a second and bit by bit. Returns how to stop it, and wait for it. */
  saveOnChange(exchange: PaperExchange): () => Promise<void>;
}

/** The state of this moment: a line with the exchange's time, then the snapshot. */
function renderState(exchange: PaperExchange): string[] {
  return [`${JSON.stringify({ nowMs: exchange.clock.nowMs() })}\n`, ...encodeSnapshotPieces(exchange)];
}

/** Joins pieces into chunks of a size that can be written without a pause. */
function* joinPieces(pieces: readonly string[]): Generator<string> {
  let chunk = '';
  for (const piece of pieces) {
    chunk += piece;
    if (chunk.length < chunkLength) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}

/** Reads a state file. Throws for one that is not ours. */
function readState(path: string): { nowMs: number; snapshot: string } {
  const text = readFileSync(path, 'utf8');
  const end = text.indexOf('\n');
  const { nowMs } = JSON.parse(text.slice(0, end < 0 ? undefined : end)) as { nowMs: unknown };
  if (typeof nowMs !== 'number' || end < 0) throw new Error('fields are missing');
  return { nowMs, snapshot: text.slice(end + 1) };
}

/** Reads the file if it exists. Throws, with its name, if it is not one of ours. */
export function openStateFile(path: string): StateFile {
  let saved: { nowMs: number; snapshot: string } | null = null;
  if (existsSync(path)) {
    try {
      saved = readState(path);
    } catch (error) {
      throw new Error(`The state file ${path} cannot be read: ${String(error)}`, { cause: error });
    }
  }
  // A rename is atomic: a process that dies before it leaves the old file or the new one, never half of one.
  const draft = `${path}.${process.pid}.new`;

  async function saveSlowly(exchange: PaperExchange): Promise<void> {
    const pieces = renderState(exchange);
    const file = await open(`${draft}.slow`, 'w', 0o600);
    try {
      for (const chunk of joinPieces(pieces)) await file.write(chunk);
    } finally {
      await file.close();
    }
    await rename(`${draft}.slow`, path);
  }

  return {
    savedAtMs: saved?.nowMs ?? null,
    restore(exchange) {
      if (saved !== null) restoreSnapshot(exchange, saved.snapshot);
    },
    save(exchange) {
      writeFileSync(draft, renderState(exchange).join(''), { mode: 0o600 });
      renameSync(draft, path);
      return true;
    },
    saveOnChange(exchange) {
      exchange.encodesEarly = true;
      let savedCount = -1;
      let running: Promise<void> | null = null;
      const timer = setInterval(() => {
        if (running !== null || exchange.changeCount === savedCount) return;
        savedCount = exchange.changeCount;
        running = saveSlowly(exchange)
          .catch((error: unknown) => void process.stderr.write(`paper-exchange: the state was not saved: ${String(error)}\n`))
          .finally(() => {
            running = null;
          });
      }, saveEveryMs);
      timer.unref();
      return async () => {
        clearInterval(timer);
        await running;
      };
    },
  };
}
