-- Deletes a value, unless it was replaced by another.
-- KEYS: where. ARGV: the value.
if redis.call('GET', KEYS[1]) == ARGV[1] then
    redis.call('DEL', KEYS[1])
end
return 1
