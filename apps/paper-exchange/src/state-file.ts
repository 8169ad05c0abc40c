import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { encodeSnapshotPieces, restoreSnapshot } from '@breakwater/paper';
import type { ServedVenue, World } from './world.ts';

const saveEveryMs = 500;
/** Characters that are turned into bytes and written in one go: a few milliseconds' work. */
const chunkLength = 500_000;

/** A venue as far as it is saved. */
type SavedVenue = Pick<ServedVenue, 'name' | 'exchange'>;
/** A world as far as it is saved. */
type SavedWorld = Pick<World, 'clock' | 'venues'>;

/** The file in which a paper exchange survives its process. */
export interface StateFile {
  /** The exchange's time when it was saved, `null` if there is no file yet. */
  readonly savedAtMs: number | null;
  /** Puts what was saved into fresh venues. One that the file does not know stays as it is. */
  restore(venues: readonly SavedVenue[]): void;
  /** Writes the state now, holding everything else up. Returns `true`. */
  save(world: SavedWorld): boolean;
  /** Saves whenever something has changed, at most twice a second and bit by bit. Returns how to stop it, and wait for it. */
  saveOnChange(world: SavedWorld): () => Promise<void>;
}

/** The state of this moment: a line with the world's time and the names of its venues, then a line for each venue's snapshot. */
function renderState({ clock, venues }: SavedWorld): string[] {
  const head = JSON.stringify({ nowMs: clock.nowMs(), venues: venues.map(({ name }) => name) });
  return [head, ...venues.flatMap(({ exchange }) => ['\n', ...encodeSnapshotPieces(exchange)])];
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

interface SavedState {
  readonly nowMs: number;
  /** By venue. */
  readonly snapshots: ReadonlyMap<string, string>;
}

/** Reads a state file. A file of before there were venues holds Binance alone. Throws for one that is not ours. */
function readState(path: string): SavedState {
  const [head = '', ...snapshots] = readFileSync(path, 'utf8').split('\n');
  const { nowMs, venues = ['binance'] } = JSON.parse(head) as { nowMs: unknown; venues?: readonly string[] };
  if (typeof nowMs !== 'number' || snapshots.length !== venues.length) throw new Error('fields are missing');
  return { nowMs, snapshots: new Map(venues.map((name, index) => [name, snapshots[index]!])) };
}

/** Reads the file if it exists. Throws, with its name, if it is not one of ours. */
export function openStateFile(path: string): StateFile {
  let saved: SavedState | null = null;
  if (existsSync(path)) {
    try {
      saved = readState(path);
    } catch (error) {
      throw new Error(`The state file ${path} cannot be read: ${String(error)}`, { cause: error });
    }
  }
  // A rename is atomic: a process that dies before it leaves the old file or the new one, never half of one.
  const draft = `${path}.${process.pid}.new`;

  async function saveSlowly(world: SavedWorld): Promise<void> {
    const pieces = renderState(world);
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
    restore(venues) {
      for (const { name, exchange } of venues) {
        const snapshot = saved?.snapshots.get(name);
        if (snapshot !== undefined) restoreSnapshot(exchange, snapshot);
      }
    },
    save(world) {
      writeFileSync(draft, renderState(world).join(''), { mode: 0o600 });
      renameSync(draft, path);
      return true;
    },
    saveOnChange(world) {
      for (const { exchange } of world.venues) exchange.encodesEarly = true;
      const countChanges = (): number => world.venues.reduce((sum, { exchange }) => sum + exchange.changeCount, 0);
      let savedCount = -1;
      let running: Promise<void> | null = null;
      const timer = setInterval(() => {
        if (running !== null || countChanges() === savedCount) return;
        savedCount = countChanges();
        running = saveSlowly(world)
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
