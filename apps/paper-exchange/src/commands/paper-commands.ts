import { type AdminAccess, type PaperCommand, PaperCommandError, callAdmin } from './call-admin.ts';

/** The text as one of the words, in any case. */
function readWord(text: string, words: readonly string[]): string {
  const word = words.find((candidate) => candidate.toLowerCase() === text.toLowerCase());
  if (word === undefined) throw new PaperCommandError(`"${text}" must be one of ${words.join(', ')}`);
  return word;
}

/** The text as JSON. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new PaperCommandError(`"${text}" is not JSON`);
  }
}

/** A request whose body is made of the arguments. */
const post = (path: string, body: unknown) => ({ method: 'POST', path, body });

/** Every command of `breakwater paper`. Quantities and prices stay text: they are decimals. */
export const paperCommands: readonly PaperCommand[] = [
  { name: 'state', parameters: [], summary: 'show accounts, positions, orders, fills, bare time', example: 'state', toRequest: () => ({ method: 'GET', path: 'state' }) },
  {
    ...{ name: 'journal', parameters: ['[symbol]', '[since]'], summary: 'show requests and changes, oldest first', example: 'journal TAGUSDT 120' },
    toRequest: ([symbol, since]) => ({ method: 'GET', path: `journal?${new URLSearchParams({ ...(symbol === undefined ? {} : { symbol }), ...(since === undefined ? {} : { since }) })}` }),
  },
  {
    ...{ name: 'price', parameters: ['symbol', 'last', '[mark]'], summary: 'set a price; what waits for it acts at once', example: 'price TAGUSDT 0.0003473' },
    toRequest: ([symbol, last, mark]) => post('prices', { [symbol!]: { last, ...(mark === undefined ? {} : { mark }) } }),
  },
  {
    ...{ name: 'trade', parameters: ['symbol', 'side', 'quantity', '[reduce]'], summary: 'trade by hand: open, add, reduce, close or flip', example: 'trade TAGUSDT sell 20000 reduce' },
    toRequest: ([symbol, side, quantity, reduce]) =>
      post('trade', { symbol, side: readWord(side!, ['BUY', 'SELL']), quantity, ...(reduce === undefined ? {} : { reduceOnly: readWord(reduce, ['reduce']) === 'reduce' }) }),
  },
  {
    ...{ name: 'stop', parameters: ['symbol', 'side', 'trigger', '[quantity]'], summary: 'place a stop by hand; without a quantity for the whole position', example: 'stop TAGUSDT sell 0.0003 20000' },
    toRequest: ([symbol, side, triggerPrice, quantity]) =>
      post('stop', { symbol, side: readWord(side!, ['BUY', 'SELL']), triggerPrice, ...(quantity === undefined ? { closePosition: true } : { quantity }) }),
  },
  {
    ...{ name: 'move-stop', parameters: ['symbol', 'id', 'trigger'], summary: 'move a waiting stop by hand', example: 'move-stop TAGUSDT bws1 0.00033' },
    toRequest: ([symbol, clientOrderId, triggerPrice]) => post('edit-stop', { symbol, clientOrderId, triggerPrice }),
  },
  {
    ...{ name: 'cancel', parameters: ['symbol', 'list', 'id'], summary: 'cancel an order (list: plain or stop) by its client order id', example: 'cancel TAGUSDT stop bws1' },
    toRequest: ([symbol, list, clientOrderId]) => post('cancel', { symbol, clientOrderId, conditional: readWord(list!, ['plain', 'stop']) === 'stop' }),
  },
  { name: 'liquidate', parameters: ['symbol'], summary: 'close a position as a liquidation does', example: 'liquidate TAGUSDT', toRequest: ([symbol]) => post('liquidate', { symbol }) },
  {
    ...{ name: 'adl', parameters: ['symbol', '[quantity]'], summary: 'take a position, or some of it, away by deleveraging', example: 'adl TAGUSDT 5000' },
    toRequest: ([symbol, quantity]) => post('adl', { symbol, ...(quantity === undefined ? {} : { quantity }) }),
  },
  {
    ...{ name: 'delist', parameters: ['symbol', '[settle]'], summary: 'begin to delist a contract, or settle it', example: 'delist TAGUSDT settle' },
    toRequest: ([symbol, settle]) => post('delist', { symbol, ...(settle === undefined ? {} : { settle: readWord(settle, ['settle']) === 'settle' }) }),
  },
  { name: 'hedge', parameters: ['mode'], summary: 'switch hedge mode on or off', example: 'hedge on', toRequest: ([mode]) => post('modes', { dual: readWord(mode!, ['on', 'off']) === 'on' }) },
  { name: 'fault', parameters: ['json'], summary: 'put a fault in force', example: `fault '{"kind":"drop-reply"}'`, toRequest: ([json]) => post('faults', readJson(json!)) },
  { name: 'faults', parameters: [], summary: 'list the faults', example: 'faults', toRequest: () => ({ method: 'GET', path: 'faults' }) },
  {
    ...{ name: 'clear', parameters: ['[id]'], summary: 'remove one fault, or all', example: 'clear fault-1' },
    toRequest: ([id]) => ({ method: 'DELETE', path: id === undefined ? 'faults' : `faults/${encodeURIComponent(id)}` }),
  },
  {
    ...{ name: 'advance', parameters: ['milliseconds'], summary: 'move a virtual clock', example: 'advance 60000' },
    toRequest: ([milliseconds]) => {
      if (!/^\d{1,12}$/.test(milliseconds!)) throw new PaperCommandError(`"${milliseconds}" must be whole milliseconds`);
      return post('clock', { advanceMs: Number(milliseconds) });
    },
  },
  { name: 'save', parameters: [], summary: 'write the state file now', example: 'save', toRequest: () => ({ method: 'POST', path: 'save' }) },
];

/**
 * Runs one command against a running paper exchange. Resolves with what it answered, ready to be printed as JSON.
 * Throws `PaperCommandError` for an unknown command, for arguments that are missing or make no sense, and for a refusal.
 */
export async function runPaperCommand(access: AdminAccess, name: string, argumentList: readonly string[]): Promise<unknown> {
  const command = paperCommands.find((candidate) => candidate.name === name);
  if (command === undefined) throw new PaperCommandError(`There is no command ${name}; there are ${paperCommands.map((each) => each.name).join(', ')}`);
  const needed = command.parameters.filter((parameter) => !parameter.startsWith('['));
  if (argumentList.length < needed.length || argumentList.length > command.parameters.length) {
    throw new PaperCommandError(`${name} wants: ${command.parameters.join(' ') || 'nothing'} (such as: ${command.example})`);
  }
  const { method, path, body } = command.toRequest(argumentList);
  return callAdmin(access, method, path, body);
}
