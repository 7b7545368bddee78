# Completion for zsh, after help.awk.

# Text within single quotes and within brackets or a colon's field.
function clean(text)
{
  gsub(/\\/, "&&", text)
  gsub(/\[/, "\\[", text)
  gsub(/\]/, "\\]", text)
  gsub(/:/, "\\:", text)
  gsub(/'/, "'\\''", text)
  return text
}

function action(words, parts, count, i, plain, files)
{
  count = split(words, parts, " ")
  plain = files = ""
  for (i = 1; i <= count; i++)
    if (parts[i] == "files")
      files = "_files"
    else if (parts[i] == "folders")
      files = "_files -/"
    else
      plain = plain (plain == "" ? "" : " ") parts[i]
  if (plain != "" && files != "")
    return "{ compadd -- " plain "; " files " }"
  return plain != "" ? "(" plain ")" : files
}

function print_option(title, text, value, spec)
{
  value = value_name(title)
  spec = "[" clean(brief(text)) "]" (value != "" ? ":" clean(value) ":" action(values_of(long_name(title), value)) : "")
  if (short_name(title) != "")
    print "      '" short_name(title) (value != "" ? "+" : "") spec "' \\"
  print "      '" long_name(title) (value != "" ? "=" : "") spec "' \\"
}

END {
  print "#compdef offercheck"
  print "# Completion of offercheck for zsh. Made from the command's own help."
  print ""
  print "_offercheck() {"
  print "  local curcontext=$curcontext state line"
  print "  local -a commands=("
  for (i = 1; i <= commands; i++)
    print "    '" command[i] ":" clean(about[command[i]]) "'"
  print "  )"
  print "  _arguments -C '--help[what the commands are]' '--version[the version]' '1:command:->command' '*::argument:->argument'"
  print "  if [[ $state == command ]]; then"
  print "    _describe command commands"
  print "    return"
  print "  fi"
  print "  case $words[1] in"
  for (i = 1; i <= commands; i++) {
    name = command[i]
    print "  " name ")"
    print "    _arguments \\"
    for (k = 1; k <= blocks[name]; k++)
      if (head[name, k] != "")
        print_option(head[name, k], block[name, k])
    print "      '*:argument:" action(arguments_of(name)) "' ;;"
  }
  print "  esac"
  print "}"
  print ""
  print "_offercheck \"$@\""
}
