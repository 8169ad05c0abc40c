import { readConfig } from '@breakwater/config';
import { isLive } from '@breakwater/core';
import { type PositionOnScreen, readPositions } from '@breakwater/db/screens';
import { durationText } from '../duration-text.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { lookAtScreen } from '../look-at-screen.ts';
import { printJson, printLine, printTable, styled } from '../print.ts';
import type { CommandOptions } from '../program/describe-command.ts';

export interface PositionsOptions extends CommandOptions {
  readonly all?: boolean;
  readonly limit: number;
}

/** `positions`: the live positions of every account in the books; with --all closed ones too, the last closed first. */
export async function listPositions(options: PositionsOptions): Promise<ExitCode> {
  const config = readConfig({ path: options.config, needs: ['database'] });
  const positions = await lookAtScreen(config, options, (client) => readPositions(client, { closedMax: options.all ? options.limit : 0 }));
  if (options.json) {
    printJson({ positions });
    return EXIT.ok;
  }
  const live = positions.filter((position) => isLive(position.status));
  if (live.length === 0) printLine('No live positions.');
  else printTable(['ACCOUNT', 'SYMBOL', 'SIDE', 'STATUS', 'QUANTITY', 'ENTRY', 'STOP', 'BARE', 'AGE', 'ORIGIN'], live.map(liveCells));
  const closed = positions.filter((position) => !isLive(position.status));
  if (closed.length > 0) {
    printLine('');
    printTable(['ACCOUNT', 'SYMBOL', 'SIDE', 'CLOSED', 'QUANTITY', 'ENTRY', 'REASON', 'PNL', 'BARE', 'LASTED', 'ORIGIN'], closed.map(closedCells));
  }
  return EXIT.ok;
}

function liveCells(position: PositionOnScreen): string[] {
  const status = position.hasUnansweredIntent ? `${position.status}, request unanswered` : position.status;
  const { entryPrice, bareMs, bareNowMs } = position;
  const bare = bareNowMs === null ? durationText(bareMs) : styled('red', `bare for ${durationText(bareNowMs)}`);
  return [...nameCells(position), status, position.quantity, entryPrice ?? '-', stopText(position), bare, durationText(position.ageMs), position.origin];
}

function closedCells(position: PositionOnScreen): string[] {
  const { closedAt, entryPrice, closeReason, realisedPnl, bareMs } = position;
  return [
    ...nameCells(position),
    closedAt ?? '-',
    position.quantity,
    entryPrice ?? '-',
    closeReason ?? '-',
    realisedPnl ?? 'not known',
    durationText(bareMs),
    durationText(position.ageMs),
    position.origin,
  ];
}

function nameCells({ exchange, account, symbol, leg, side }: PositionOnScreen): string[] {
  return [`${exchange}.${account}`, leg === 'net' ? symbol : `${symbol} (${leg})`, side];
}

/** The newest stop that rests and that nobody means to cancel; else what is under way. */
function stopText({ stops, status }: PositionOnScreen): string {
  const resting = stops.find((stop) => stop.status === 'resting' && !stop.isBeingCancelled);
  if (resting) return resting.triggerPrice ?? 'rests';
  const [newest] = stops;
  if (newest) return newest.status === 'resting' ? 'being cancelled' : newest.status;
  return status === 'opening' ? '-' : 'none';
}
