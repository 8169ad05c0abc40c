import { accountKeyText, decimalText, type PositionReport, symbolKeyText } from '@breakwater/core';
import type { AccountImport, ImportedRow } from '@breakwater/engine';
import type { LeftOut } from '@breakwater/legacy';
import { printJson, printLine, printNote, printTable } from '../print.ts';

/** What an import did, or would do. */
export interface ImportResult {
  readonly isApplied: boolean;
  readonly accounts: readonly AccountImport[];
  readonly leftOut: readonly LeftOut[];
}

const BECOMES: Readonly<Record<ImportedRow['becomes'], string>> = { live: 'a live row', stop_taken: 'its stop', known: 'nothing new', left: 'nothing', later: 'nothing yet' };
/** Thousands of old rows may not be importable; `--json` has them all. */
const LEFT_OUT_TOLD_MAX = 20;

/** Prints it for scripts. */
export function printImportJson({ isApplied, accounts, leftOut }: ImportResult): void {
  printJson({
    applied: isApplied,
    accounts: accounts.map(({ account, rows, ended, atExchangeOnly }) => ({
      account: accountKeyText(account),
      live: rows.map(({ quantity, ...row }) => ({ ...row, quantity: decimalText(quantity) })),
      closed: ended,
      atExchangeOnly: atExchangeOnly.map(({ symbol, leg, side, quantity }) => ({ symbol, leg, side, quantity: decimalText(quantity) })),
    })),
    leftOut,
  });
}

/** Prints it for people. */
export function printImport({ isApplied, accounts, leftOut }: ImportResult): void {
  for (const each of accounts) printAccount(each, isApplied);
  const [live, over] = [leftOut.filter(({ isLive }) => isLive), leftOut.filter(({ isLive }) => !isLive)];
  for (const { oldId, exchange, symbol, why } of live) printNote(`not imported: row ${oldId}, ${exchange} ${symbol}: ${why}.`);
  for (const [why, rows] of [...Map.groupBy(over, (row) => row.why)].slice(0, LEFT_OUT_TOLD_MAX)) printNote(`not imported: ${rows.length} rows that are over: ${why}.`);
}

function printAccount({ account, rows, ended, atExchangeOnly }: AccountImport, isApplied: boolean): void {
  if (rows.length > 0) printTable(['KEY', 'OLD ROW', 'SIDE', 'QUANTITY', isApplied ? 'BECAME' : 'WOULD BECOME', 'WHY'], rows.map((row) => [symbolKeyText({ ...account, symbol: row.symbol }), row.oldId, row.side, decimalText(row.quantity), BECOMES[row.becomes], row.why]));
  const { imported, known, later } = ended;
  const before = known === 0 ? '' : `, ${known} were before`;
  const waiting = later === 0 ? '' : `, ${later} wait for another import, because somebody has their key`;
  printLine(`${accountKeyText(account)}: ${imported} positions that are over ${isApplied ? 'were' : 'would be'} written as closed, why and with what result not known${before}${waiting}.`);
  for (const report of atExchangeOnly) printNote(`at the exchange and in no books: ${accountKeyText(account)} ${positionText(report)}; the next pass judges it by foreignPositions.`);
}

const positionText = ({ symbol, leg, side, quantity }: PositionReport): string => `${symbol}${leg === 'net' ? '' : ` (${leg})`}, ${side} ${decimalText(quantity)}`;
