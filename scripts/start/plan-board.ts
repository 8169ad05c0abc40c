import { randomBytes } from 'node:crypto';
import { freePort } from '../infrastructure/free-port.ts';
import type { ChildPlan } from './start-child.ts';

/** Where the board of a world is, and what lets a person in. */
export interface BoardAddress {
  url: string;
  /** Made for this run, and good for nothing after it. */
  token: string;
}

/** Plans a board that only this machine reaches. It may change things: everything in this world is made up. */
export async function planBoard(environment: Record<string, string>): Promise<{ plan: ChildPlan; board: BoardAddress }> {
  const port = await freePort();
  const token = randomBytes(18).toString('base64url');
  return {
    board: { url: `http://127.0.0.1:${port}`, token },
    plan: {
      name: 'board',
      file: 'apps/board/src/main.ts',
      environment: { ...environment, BREAKWATER_BOARD_HOST: '127.0.0.1', BREAKWATER_BOARD_PORT: String(port), BREAKWATER_BOARD_TOKEN: token, BREAKWATER_INTAKE_TOKEN: token, BREAKWATER_BOARD_WRITABLE: 'true' },
    },
  };
}
