/**
 * @breakwater/db/screens: what people look at, read through Prisma. Imported by the CLI and the board, never by a worker.
 */
export { openClient } from './client.ts';
export { type PositionOnScreen, readPositions, type StopOnScreen } from './read-positions.ts';
