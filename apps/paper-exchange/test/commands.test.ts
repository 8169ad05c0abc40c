import { describe, expect } from 'vitest';
import { paperCommands, runPaperCommand } from '../src/commands/paper-commands.ts';
import { startPaperExchange } from '../src/server.ts';
import { test } from './fixture.ts';

describe('the commands of the world\'s hand', () => {
  test('each of the main ones does what it says', async ({ paper }) => {
    const run = (line: string): Promise<any> => runPaperCommand(paper, line.split(' ')[0]!, line.split(' ').slice(1));
    await run('trade TAGUSDT buy 40000');
    await run('stop TAGUSDT sell 0.0003 40000');
    const [stop] = (await run('state')).accounts[0].conditionalOrders;
    const moved = await run(`move-stop TAGUSDT ${stop.clientOrderId} 0.00033`);
    await run('trade TAGUSDT sell 10000 reduce');
    expect((await run('state')).accounts[0]).toMatchObject({ positions: [{ quantity: '30000' }], conditionalOrders: [{ triggerPrice: '0.00033' }] });
    await run(`cancel TAGUSDT stop ${moved.clientOrderId}`);
    await run('adl TAGUSDT 5000');
    await run('liquidate TAGUSDT');
    expect((await run('state')).accounts[0].fills.at(-1)).toMatchObject({ quantity: '25000' });
    await run('hedge on');
    await run('price TAGUSDT 0.0004');
    expect((await run('state')).prices.TAGUSDT).toEqual({ last: '0.0004', mark: '0.0004' });
    await run('fault {"kind":"drop-reply","id":"f"}');
    expect(await run('faults')).toHaveLength(1);
    expect(await run('clear f')).toEqual({ removed: 1 });
    expect((await run('journal TAGUSDT 1')).length).toBeGreaterThan(5);
    expect(await run('delist TAGUSDT settle')).toEqual({ symbol: 'TAGUSDT', status: 'closed' });
  });

  test('wrong commands, arguments, tokens and addresses are told in one sentence', async () => {
    const paper = await startPaperExchange({ adminToken: 'open sesame' });
    await expect(runPaperCommand(paper, 'dance', [])).rejects.toThrow('There is no command dance');
    await expect(runPaperCommand(paper, 'price', ['TAGUSDT'])).rejects.toThrow('price wants: symbol last [mark]');
    await expect(runPaperCommand(paper, 'trade', ['TAGUSDT', 'up', '1'])).rejects.toThrow('"up" must be one of BUY, SELL');
    await expect(runPaperCommand(paper, 'state', [])).rejects.toThrow('The admin API wants its token');
    await expect(runPaperCommand({ url: paper.url, adminToken: 'open sesame' }, 'advance', ['5'])).rejects.toThrow('The clock is real');
    await paper.stop();
    await expect(runPaperCommand(paper, 'state', [])).rejects.toThrow(`There is no paper exchange at ${paper.url}`);
  });

  test('every command has an example that its parameters allow', () => {
    for (const { name, example, parameters } of paperCommands) {
      const [first, ...rest] = example.split(' ');
      expect([first, rest.length <= parameters.length]).toEqual([name, true]);
    }
  });
});
