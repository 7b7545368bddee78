# Reads the command's own help, as pages.sh joins it, for what writes the manual and the completions:
#
#   commands, command[i]    their names, in order; about[name] is one line, usage[name] the arguments
#   blocks[name]            paragraphs and options: block[name, i] is the text of one, in one line
#   head[name, i]           what an option is called: "-o, --out OUT"; empty for a paragraph
#
# The command "" is the help of all.

function store(line)
{
  block[current, blocks[current]] = block[current, blocks[current]] (block[current, blocks[current]] == "" ? "" : " ") line
}

function start(title)
{
  blocks[current]++
  head[current, blocks[current]] = title
  block[current, blocks[current]] = ""
  open = 1
}

# The long name of an option, with its dashes; the short one, or nothing; what it takes, or nothing.
function long_name(title)
{
  sub(/^-., /, "", title)
  sub(/ .*/, "", title)
  return title
}

function short_name(title)
{
  return title ~ /^-., / ? substr(title, 1, 2) : ""
}

function value_name(title)
{
  sub(/^-., /, "", title)
  return title ~ / / ? substr(title, index(title, " ") + 1) : ""
}

# An option's text, as far as it fits beside others.
function brief(text)
{
  sub(/[;:(] .*|\. .*| \(.*/, "", text)
  return text
}

# How a word is completed: "files", "folders", a list of words with "files" among them, or "" where nothing is known.
function values_of(option, value, words, parts, count, i)
{
  if (option == "--profile")
    return profiles
  if (option == "--as")
    return targets
  count = split(value, parts, "|")
  words = ""
  for (i = 1; i <= count; i++)
    if (parts[i] ~ /^(FILE|LIBRARY|PATH|OUT)(\.\.\.)?$/)
      words = words " files"
    else if (parts[i] ~ /^(FOLDER|DIR)(\.\.\.)?$/)
      words = words " folders"
    else if (parts[i] == "TARGET")
      words = words " " targets
    else if (parts[i] !~ /[A-Z]/)
      words = words " " parts[i]
  sub(/^ /, "", words)
  return words
}

# What a command's arguments are, as values_of says it: of its usage what is no option.
function arguments_of(name, rest)
{
  rest = usage[name]
  gsub(/\[-[^]]*\]|\[OPTION\.\.\.\]|-[a-z-]+ [A-Z]+/, "", rest)
  gsub(/[][ ]/, "", rest)
  return values_of("", rest)
}

/^\f/ {
  current = substr($0, 2)
  blocks[current] = 0
  open = 0
  next
}

/^Usage: offercheck / {
  usage[current] = substr($0, length("Usage: offercheck ") + length(current) + (current != "") + 1)
  next
}

/^$/ {
  open = 0
  next
}

current == "" && /^  [a-z]/ {
  command[++commands] = $1
  line = $0
  sub(/^ *[^ ]+ +/, "", line)
  about[$1] = line
  next
}

/^  -/ {
  line = substr($0, 3)
  at = index(line, "  ")
  start(at == 0 ? line : substr(line, 1, at - 1))
  if (at > 0) {
    line = substr(line, at)
    sub(/^ +/, "", line)
    store(line)
  }
  next
}

{
  if (!open)
    start("")
  sub(/^ +/, "")
  store($0)
}
