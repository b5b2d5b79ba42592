-- Puts a value where there is none, for so many milliseconds. Whoever asks twice, because the answer was lost, has it.
-- KEYS: where. ARGV: the value, the time.
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
    return 1
end
if redis.call('GET', KEYS[1]) == ARGV[1] then
    return 1
end
return 0
