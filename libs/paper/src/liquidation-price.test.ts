import { describe, expect, test } from 'vitest';
import { setMarginType } from './change-account-settings.ts';
import { Decimal } from './decimal.ts';
import { readPosition } from './ledger.ts';
import { computeUnrealisedProfit } from './margin.ts';
import { forgetMargin } from './margin-book.ts';
import { computePositionFigures, readPositionTerms } from './position-terms.ts';
import { summariseMargin } from './summarise-margin.ts';
import { createTestExchange } from './test-exchange.ts';

type World = ReturnType<typeof createTestExchange>;
const liquidationPrice = ({ exchange, account }: World): Decimal =>
  computePositionFigures(readPositionTerms(exchange, account, readPosition(account, 'TAGUSDT', 'net')), summariseMargin(exchange, account, 'USDT')).liquidationPrice;

describe('the liquidation price', () => {
  test.each(['buy', 'sell'] as const)('is where the wallet is worth the maintenance margin (%s)', (side) => {
    const world = createTestExchange({ balance: '20' });
    world.trade(side, '500000');
    const at = liquidationPrice(world);
    expect(at.gt('0')).toBe(true);
    world.exchange.prices.set('TAGUSDT', { last: at, mark: at, updatedAtMs: 1000 });
    forgetMargin(world.account, 'TAGUSDT');
    const { marginBalance, maintenanceMargin } = summariseMargin(world.exchange, world.account, 'USDT');
    expect(marginBalance.minus(maintenanceMargin).abs().lt('0.000001')).toBe(true);
  });

  test('of an isolated position looks only at its own margin', () => {
    const world = createTestExchange();
    setMarginType(world.exchange, world.account, 'TAGUSDT', 'isolated');
    world.trade('buy', '500000');
    const at = liquidationPrice(world);
    world.exchange.prices.set('TAGUSDT', { last: at, mark: at, updatedAtMs: 1000 });
    forgetMargin(world.account, 'TAGUSDT');
    const position = readPosition(world.account, 'TAGUSDT', 'net');
    const left = new Decimal('500000').times('0.0003544').div('20').plus(computeUnrealisedProfit(world.exchange, position));
    expect(left.minus(at.times('500000').times('0.01')).abs().lt('0.000001')).toBe(true);
  });

  test('is zero when the wallet carries any fall, and when nothing is held', () => {
    const world = createTestExchange();
    expect(liquidationPrice(world).toFixed()).toBe('0');
    world.trade('buy', '20000');
    expect(liquidationPrice(world).toFixed()).toBe('0');
  });
});
