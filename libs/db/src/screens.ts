/**
 * @breakwater/db/screens: what people look at, read through Prisma. Imported by the CLI and the board, never by a worker.
 */
export { assessBooks, type BooksOnScreen } from './assess-books.ts';
export { openClient, type ScreenClient } from './client.ts';
export { type AccountOnScreen, readAccounts, readSymbolsOff, type SymbolOff } from './read-accounts.ts';
export { type EventOnScreen, type EventSelection, isKnownSymbol, readEvents } from './read-events.ts';
export { readKnownPositions } from './read-known-positions.ts';
export { type MigrationState, readMigrationState } from './read-migration-state.ts';
export { type PageOnScreen, readPages } from './read-pages.ts';
export { type PositionOnScreen, type PositionSelection, readPositions, type StopOnScreen } from './read-positions.ts';
export { type PushedOutcomes, readWaveLedger, readWaveNames, readWaves, type SignalOnScreen, type WaveLedger, type WaveOnScreen } from './read-waves.ts';
export { type QuarantinedKey, readQuarantine } from './read-quarantine.ts';
export { readReports, type ReportedFact, type ReportOnScreen, type ReportSelection } from './read-reports.ts';
export { readWebhooks, type WebhookOnScreen } from './read-webhooks.ts';
export { readWorkers, type WorkerOnScreen } from './read-workers.ts';
