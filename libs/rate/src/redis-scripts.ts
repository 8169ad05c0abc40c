import { SLICES, SLICES_AHEAD, SLICES_KEPT } from './budget.ts';

/**
 * budget.ts in Redis, where all processes meet: one script, one instant, nothing in between. A budget is a hash: a number names a slice,
 * `granted`, `used` with `ordinal` and `until` (what was told), `blocked`. A property test holds both to the same answers.
 */
const PRELUDE = `
local now = tonumber(ARGV[1])
if not now then local time = redis.call('TIME'); now = time[1] * 1000 + math.floor(time[2] / 1000) end
local function read(key)
  local budget = { slices = {}, granted = 0, blocked = 0, till = 0, used = 0, ordinal = 0 }
  local flat = redis.call('HGETALL', key)
  for i = 1, #flat, 2 do
    local name, value = flat[i], tonumber(flat[i + 1])
    local slice = tonumber(name)
    if slice then budget.slices[slice] = value elseif name == 'until' then budget.till = value else budget[name] = value end
  end
  return budget
end
local function keepAlive(key, windowMs, blocked)
  redis.call('PEXPIRE', key, math.ceil(math.max(3 * windowMs, blocked - now) + 1000))
end
`;

/**
 * KEYS: the budgets. ARGV: the instant ('' for Redis' own), the tenths of the priority, then limit, window and amount for each.
 * Answers {1, ordinal, used, ordinal, used, ...} or {0, index of the budget, wait, 1 if it is blocked}; the wait is rounded up.
 */
export const RESERVE = `${PRELUDE}
local tenths = tonumber(ARGV[2])
local worst, wait, isBlocked = 0, 0, 0
local answer, states = { 1 }, {}
for i, key in ipairs(KEYS) do
  local limit, windowMs, amount = tonumber(ARGV[3 * i]), tonumber(ARGV[3 * i + 1]), tonumber(ARGV[3 * i + 2])
  local width = windowMs / ${SLICES}
  local current = math.floor(now / width)
  local budget = read(key)
  local kept, own = {}, 0
  for slice, count in pairs(budget.slices) do
    if slice > current - ${SLICES_KEPT} then own = own + count; kept[#kept + 1] = slice
    else redis.call('HDEL', key, string.format('%d', slice)) end
  end
  local told = 0
  if now < budget.till then told = budget.used + budget.granted - budget.ordinal end
  answer[#answer + 1] = budget.granted + amount
  answer[#answer + 1] = math.max(own, told) + amount
  states[i] = { slice = current + ${SLICES_AHEAD}, amount = amount, windowMs = windowMs, blocked = budget.blocked }
  local mine, mineBlocked = 0, 0
  if budget.blocked > now then mine, mineBlocked = budget.blocked - now, 1
  elseif amount > 0 then
    local allowance = limit
    if tenths < 10 and limit >= 2 then allowance = math.max(1, math.min(limit - 1, math.floor(limit * tenths / 10))) end
    local free = allowance - math.min(amount, allowance)
    if now < budget.till and told > free then mine = budget.till - now end
    table.sort(kept)
    local left = own - free
    local at = 0
    for _, slice in ipairs(kept) do
      if left <= 0 then break end
      left = left - budget.slices[slice]
      at = (math.min(slice, current) + ${SLICES_KEPT}) * width - now
    end
    mine = math.max(mine, at)
  end
  if mine > wait then worst, wait, isBlocked = i, mine, mineBlocked end
end
if wait > 0 then return { 0, worst - 1, math.ceil(wait), isBlocked } end
for i, key in ipairs(KEYS) do
  local state = states[i]
  if state.amount > 0 then
    redis.call('HINCRBY', key, string.format('%d', state.slice), state.amount)
    redis.call('HINCRBY', key, 'granted', state.amount)
    keepAlive(key, state.windowMs, state.blocked)
  end
end
return answer
`;

/**
 * KEYS: the budgets. ARGV: the instant, then for each told, window, used, ordinal, or blocked, 0, milliseconds, 0, or answered, window, amount, 0,
 * or returned, window, amount, ordinal.
 */
export const NOTE = `${PRELUDE}
local function currentOf(windowMs) return math.floor(now / (windowMs / ${SLICES})) end
local function takeOff(key, budget, amount, first)
  local slices = {}
  for slice in pairs(budget.slices) do
    if slice >= first then slices[#slices + 1] = slice end
  end
  table.sort(slices)
  local left = amount
  for _, slice in ipairs(slices) do
    local taken = math.min(left, budget.slices[slice])
    if taken > 0 then
      redis.call('HINCRBY', key, string.format('%d', slice), -taken)
      budget.slices[slice] = budget.slices[slice] - taken
    end
    left = left - taken
  end
  return left
end
for i, key in ipairs(KEYS) do
  local kind, windowMs, value, ordinal = ARGV[4 * i - 2], tonumber(ARGV[4 * i - 1]), tonumber(ARGV[4 * i]), tonumber(ARGV[4 * i + 1])
  local budget = read(key)
  if kind == 'blocked' then
    budget.blocked = math.max(budget.blocked, now + value)
    redis.call('HSET', key, 'blocked', string.format('%d', budget.blocked))
    redis.call('PEXPIRE', key, math.ceil(math.max(redis.call('PTTL', key), budget.blocked - now + 1000)))
  elseif kind == 'answered' then
    local current = currentOf(windowMs)
    local landed = value - takeOff(key, budget, value, current + 1)
    if landed > 0 then redis.call('HINCRBY', key, string.format('%d', current), landed) end
  elseif kind == 'returned' then
    local current = currentOf(windowMs)
    local left = takeOff(key, budget, value, current + 1)
    takeOff(key, budget, left, current - ${SLICES_KEPT} + 1)
    if now < budget.till and ordinal > budget.ordinal then redis.call('HINCRBY', key, 'used', -value) end
  else
    ordinal = math.min(ordinal, budget.granted)
    if now >= budget.till or ordinal >= budget.ordinal then
      redis.call('HSET', key, 'used', value, 'ordinal', string.format('%d', ordinal), 'until', string.format('%d', now + windowMs))
      keepAlive(key, windowMs, budget.blocked)
    end
  end
end
return 1
`;
