-- judge.lua RULES HOSTS COUNT SECONDS OUT: the rules of table.py as a Lua function. HOSTS holds a table a line.
local judge = dofile(arg[1])
local count, seconds = tonumber(arg[3]), tonumber(arg[4])
local hosts, compile = {}, loadstring or load
for line in io.lines(arg[2]) do
  if #hosts >= count then break end
  hosts[#hosts + 1] = compile("return " .. line)()
end
local out = io.open(arg[5], "w")
for i = 1, #hosts do
  local v = judge(hosts[i])
  out:write(v < 0 and "--" or v .. "" .. v, "\n")
end
out:close()
local passes, sum, start, spent = 0, 0, os.clock(), 0
repeat
  for i = 1, #hosts do sum = sum + judge(hosts[i]) end
  passes, spent = passes + 1, os.clock() - start
until spent >= seconds
print(spent * 1e9 / (passes * #hosts))
