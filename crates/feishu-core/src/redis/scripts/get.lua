-- A value with what is left of its life in milliseconds; nothing when it has none, or no end.
-- KEYS: where it is.
local value = redis.call('GET', KEYS[1])
local left = redis.call('PTTL', KEYS[1])
if value and left > 0 then
    return {value, left}
end
return false
