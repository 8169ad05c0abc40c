import type { Database } from './connect.ts';

/** The database may forget what it confirmed, so no promise could be kept on it. */
export class WeakDurability extends Error {
  override readonly name = 'WeakDurability';
}

export interface DurabilitySettings {
  readonly fsync: string;
  readonly synchronous_commit: string;
}

/** Throws {@link WeakDurability} on a database that could lose a committed intent: the order would be out, and nobody would know of it (I3, I9). */
export async function refuseWeakDurability(database: Database): Promise<void> {
  const text = `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS synchronous_commit`;
  const [settings] = await database.run<DurabilitySettings>({ name: 'read_durability', text }, []);
  if (settings !== undefined) checkDurability(settings);
}

/** The rule itself: throws {@link WeakDurability} unless a confirmed write survives a crash. */
export function checkDurability(settings: DurabilitySettings): void {
  const weak = [settings.fsync !== 'on' && `fsync=${settings.fsync}`, settings.synchronous_commit === 'off' && 'synchronous_commit=off'].filter((text) => text !== false);
  if (weak.length === 0) return;
  throw new WeakDurability(`PostgreSQL runs with ${weak.join(' and ')}, so a crash could lose an order that Breakwater has already sent; switch it on and start again.`);
}
