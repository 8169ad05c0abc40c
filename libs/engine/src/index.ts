/**
 * @breakwater/engine: the doing. One operation a file; each takes a lock and a claim, observes, lets the core decide,
 * and carries out one step at a time. Imports core and declares the ports; never an adapter. Start reading at
 * open-position.ts, then protect-position.ts; everything that leaves goes through send-intent.ts.
 */
export * from './accept-wave.ts';
export * from './deliver-wave.ts';
export * from './find-differences.ts';
export * from './hand-off-protection.ts';
export * from './hold-key.ts';
export * from './import-account.ts';
export * from './import-position.ts';
export * from './look-for.ts';
export * from './mend-key.ts';
export * from './observe-key.ts';
export * from './open-position.ts';
export * from './ports.ts';
export * from './process-wave.ts';
export * from './protect-position.ts';
export * from './purpose.ts';
export * from './recovery/recover-account.ts';
export * from './recovery/recover-books.ts';
export * from './recovery/recovery-books.ts';
export * from './resync-account.ts';
export * from './resync-key.ts';
export * from './run-due-work.ts';
export * from './send-intent.ts';
export * from './settle-intents.ts';
export * from './sweep.ts';
export * from './told-wait.ts';
