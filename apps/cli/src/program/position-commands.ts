import type { Command } from 'commander';
import type { ResyncOptions } from '../commands/add-resync.ts';
import type { ProtectOptions } from '../commands/add-protection.ts';
import type { DifferencesOptions } from '../commands/show-differences.ts';
import type { PositionsOptions } from '../commands/list-positions.ts';
import type { ReportsOptions } from '../commands/list-reports.ts';
import type { EventsOptions } from '../commands/tell-events.ts';
import { countUpTo, describeCommand, type End } from './describe-command.ts';

const SPELLINGS = 'as TAGUSDT, TAG/USDT or TAG/USDT:USDT';

/** What is about positions: looking at them, their story, and asking for attention. */
export function addPositionCommands(program: Command, end: End): void {
  describeCommand(program.command('positions'), {
    does: 'show the live positions of every account, as the books have them',
    examples: ['breakwater positions', 'breakwater positions --all', 'breakwater positions --json'],
    json:
      '{ positions: [{ id, exchange, account, symbol, leg, side, status, origin, quantity, entryPrice, openedAt, ageMs, protectedAt, bareSince, bareNowMs, bareMs, ' +
      'stops: [{ clientOrderId, exchangeOrderId, status, quantity, triggerPrice, isBeingCancelled }], hasUnansweredIntent, closedAt, closeReason, realisedPnl }] }',
  })
    .option('--all', 'closed ones too, with reason and PnL')
    .option('--limit <count>', 'with --all: how many closed ones at most', countUpTo(10_000), 50)
    .action(async (options: PositionsOptions) => end(await (await import('../commands/list-positions.ts')).listPositions(options)));

  describeCommand(program.command('events'), {
    does: 'tell the story of a symbol or of one position, the oldest event first',
    examples: ['breakwater events binance TAGUSDT', 'breakwater events binance.main.TAGUSDT --follow', 'breakwater events 6f1c2a34-9f0e-5d0c-8d1a-2f6f3f1f0a11 --json'],
    json: '{ events: [{ id, at, key, positionId, type, sentence, evidence, data, worker, jobId, correlationId }] }; with --follow one event a line',
  })
    .argument('<key...>', `binance TAGUSDT, binance main TAG/USDT, binance.main.TAGUSDT, or the id of a position`)
    .option('--limit <count>', 'the last so many', countUpTo(10_000), 200)
    .option('--follow', 'go on with what happens, until Ctrl-C')
    .action(async (key: readonly string[], options: EventsOptions) => end(await (await import('../commands/tell-events.ts')).tellEvents(key, options)));

  describeCommand(program.command('resync'), {
    does: 'compare the books with the exchange, and mend what differs',
    examples: ['breakwater resync binance', 'breakwater resync binance TAGUSDT', 'breakwater resync Binance TAG/USDT:USDT --account main'],
    json: '{ added: [{ job, key }] }',
  })
    .argument('<exchange>', 'binance or bybit, in any spelling')
    .argument('[symbol]', `one market, ${SPELLINGS}; all without it`)
    .option('--account <name>', 'one account; every account at the exchange without it')
    .action(async (exchange: string, symbol: string | undefined, options: ResyncOptions) => end(await (await import('../commands/add-resync.ts')).addResync(exchange, symbol, options)));

  describeCommand(program.command('diff'), {
    does: 'show what the books and the exchange say differently, and what a pass would do about it; changes nothing, and ends with 6 when there are differences',
    examples: ['breakwater diff', 'breakwater diff binance', 'breakwater diff binance TAGUSDT --json'],
    json: '{ agreed, braked: [], keys: [{ key, found: [], unreadable, unanswered, would: [{ act: write | send | wait, why, evidence }] }] }',
  })
    .argument('[exchange]', 'binance or bybit, in any spelling; all accounts without it')
    .argument('[symbol]', `looks at one market alone, whether it differs or not, ${SPELLINGS}`)
    .option('--account <name>', 'one account; every account at the exchange without it')
    .action(async (exchange: string | undefined, symbol: string | undefined, options: DifferencesOptions) => end(await (await import('../commands/show-differences.ts')).showDifferences(exchange, symbol, options)));

  describeCommand(program.command('reports'), {
    does: 'show what was compared with the exchange, what differed, and what was done about it, the newest first',
    examples: ['breakwater reports', 'breakwater reports binance TAGUSDT', 'breakwater reports binance --differences', 'breakwater reports --json'],
    json: '{ reports: [{ at, exchange, account, symbol, cause, found: [], done: [], calls, weight, durationMs }] }',
  })
    .argument('[exchange]', 'binance or bybit, in any spelling; all accounts without it')
    .argument('[symbol]', `looks at one market alone, ${SPELLINGS}`)
    .option('--account <name>', 'one account; every account at the exchange without it')
    .option('--differences', 'only what differed, or had something to be done')
    .option('--limit <count>', 'the last so many', countUpTo(10_000), 20)
    .action(async (exchange: string | undefined, symbol: string | undefined, options: ReportsOptions) => end(await (await import('../commands/list-reports.ts')).listReports(exchange, symbol, options)));

  describeCommand(program.command('protect'), {
    does: 'have a stop worker look after the stop of a symbol now',
    examples: ['breakwater protect binance TAGUSDT', 'breakwater protect Binance TAG/USDT:USDT --account main'],
    json: '{ added: [{ job, key }] }',
  })
    .argument('<exchange>', 'binance or bybit, in any spelling')
    .argument('<symbol>', `the market, ${SPELLINGS}`)
    .option('--account <name>', 'one account; every account at the exchange without it')
    .action(async (exchange: string, symbol: string, options: ProtectOptions) => end(await (await import('../commands/add-protection.ts')).addProtection(exchange, symbol, options)));
}
