# The manual page offercheck(1), after help.awk: what the help says, between what stands in manual.in.

# Text as troff takes it for what it is.
function plain(text)
{
  gsub(/\\/, "\\e", text)
  gsub(/-/, "\\-", text)
  gsub(/'/, "\\(aq", text)
  gsub(/`/, "\\(ga", text)
  gsub(/\^/, "\\(ha", text)
  gsub(/~/, "\\(ti", text)
  sub(/^\./, "\\\\\\&.", text)
  return text
}

# An option's names in bold, what it takes in italics.
function title(text, value)
{
  value = value_name(text)
  return (short_name(text) != "" ? "\\fB" plain(short_name(text)) "\\fR, " : "") "\\fB" plain(long_name(text)) "\\fR" (value != "" ? " \\fI" plain(value) "\\fR" : "")
}

function print_blocks(name, i)
{
  for (i = 1; i <= blocks[name]; i++)
    if (head[name, i] != "")
      print ".TP\n" title(head[name, i]) "\n" plain(block[name, i])
    else
      print (i > 1 ? ".PP\n" : "") plain(block[name, i])
}

function print_commands(i)
{
  for (i = 1; i <= commands; i++) {
    print ".SS offercheck " plain(command[i] " " usage[command[i]])
    print_blocks(command[i])
  }
}

END {
  while ((getline line < template) > 0)
    if (line == "@COMMANDS@")
      print_commands()
    else {
      gsub(/@VERSION@/, version, line)
      print line
    }
}
