-- Stores a value for this many milliseconds, replacing any other.
-- KEYS: where. ARGV: the value, the time.
if tonumber(ARGV[2]) > 0 then
    redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
else
    redis.call('DEL', KEYS[1])
end
return 1
