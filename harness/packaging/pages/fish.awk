# Completion for fish, after help.awk.

function quoted(text)
{
  gsub(/\\/, "\\\\", text)
  gsub(/'/, "\\'", text)
  return "'" text "'"
}

# How words and files are offered; `takes` says that something must follow.
function offer(words, takes, parts, count, i, plain, files)
{
  count = split(words, parts, " ")
  plain = files = ""
  for (i = 1; i <= count; i++)
    if (parts[i] == "files")
      files = " -F"
    else if (parts[i] == "folders")
      files = plain == "" ? " -f -a '(__fish_complete_directories)'" : " -F"
    else
      plain = plain (plain == "" ? "" : " ") parts[i]
  return (takes ? " -r" : "") (files != "" ? files : " -f") (plain != "" ? " -a " quoted(plain) : "")
}

END {
  print "# Completion of offercheck for fish. Made from the command's own help."
  print ""
  print "complete -c offercheck -f -n __fish_use_subcommand -l help -d 'what the commands are'"
  print "complete -c offercheck -f -n __fish_use_subcommand -l version -d 'the version'"
  for (i = 1; i <= commands; i++)
    print "complete -c offercheck -f -n __fish_use_subcommand -a " command[i] " -d " quoted(about[command[i]])
  for (i = 1; i <= commands; i++) {
    name = command[i]
    seen = "complete -c offercheck -n '__fish_seen_subcommand_from " name "'"
    print seen offer(arguments_of(name), 0)
    for (k = 1; k <= blocks[name]; k++) {
      title = head[name, k]
      if (title != "")
        print seen (short_name(title) != "" ? " -s " substr(short_name(title), 2) : "") " -l " substr(long_name(title), 3) \
          (value_name(title) != "" ? offer(values_of(long_name(title), value_name(title)), 1) : " -f") " -d " quoted(brief(block[name, k]))
    }
  }
}
