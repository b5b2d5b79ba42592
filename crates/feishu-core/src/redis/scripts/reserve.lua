-- Takes a permit in every window, or returns how long the wait would be.
-- KEYS: the times of the permits, in order; the rest of their state.
-- ARGV: the longest wait; how many permits to keep; the longest window; then for each limit the calls, and the
-- window with its margin. Times are microseconds.
local given, line = KEYS[1], KEYS[2]
local patience, keep, longest = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])

local known = redis.call('HMGET', line, 'seen', 'ahead', 'closed')
local seen, ahead, closed = tonumber(known[1] or 0), tonumber(known[2] or 0), tonumber(known[3] or 0)
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2] + ahead
-- A clock that was set back must not make anybody wait for the time to come round again.
if now < seen then
    ahead = ahead + seen - now
    now = seen
end

local slot = math.max(now, closed)
local last = redis.call('LINDEX', given, -1)
if last then
    slot = math.max(slot, tonumber(last))
end
for at = 4, #ARGV, 2 do
    local before = redis.call('LINDEX', given, -tonumber(ARGV[at]))
    if before then
        slot = math.max(slot, tonumber(before) + tonumber(ARGV[at + 1]))
    end
end

local wait = slot - now
local taken = 0
if wait <= patience then
    taken = 1
    redis.call('RPUSH', given, string.format('%.0f', slot))
    redis.call('LTRIM', given, -keep, -1)
end
redis.call('HSET', line, 'seen', string.format('%.0f', now), 'ahead', string.format('%.0f', ahead))
local stays = string.format('%.0f', math.ceil((wait + longest) / 1000) + 1000)
redis.call('PEXPIRE', given, stays)
redis.call('PEXPIRE', line, stays)
return {taken, wait}
