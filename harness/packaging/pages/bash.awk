# Completion for bash, after help.awk.

function options_of(name, i, words)
{
  words = ""
  for (i = 1; i <= blocks[name]; i++)
    if (head[name, i] != "")
      words = words (words == "" ? "" : " ") (short_name(head[name, i]) != "" ? short_name(head[name, i]) " " : "") long_name(head[name, i])
  return words
}

function print_values(name, i, option)
{
  for (i = 1; i <= blocks[name]; i++)
    if (value_name(head[name, i]) != "") {
      option = name ":" long_name(head[name, i])
      if (short_name(head[name, i]) != "")
        option = option " | " name ":" short_name(head[name, i])
      print "  " option ") words='" values_of(long_name(head[name, i]), value_name(head[name, i])) "' ;;"
    }
}

END {
  print "# Completion of offercheck for bash. Made from the command's own help."
  print ""
  print "_offercheck()"
  print "{"
  print "  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} words= options= kind"
  print ""
  print "  COMPREPLY=()"
  print "  if [ \"$COMP_CWORD\" -eq 1 ]; then"
  printf "    mapfile -t COMPREPLY < <(compgen -W '"
  for (i = 1; i <= commands; i++)
    printf "%s ", command[i]
  print "--help --version' -- \"$word\")"
  print "    return"
  print "  fi"
  print "  # --profile=ddi comes as three words."
  print "  if [ \"$word\" = = ]; then"
  print "    word="
  print "  elif [ \"$previous\" = = ] && [ \"$COMP_CWORD\" -gt 2 ]; then"
  print "    previous=${COMP_WORDS[COMP_CWORD - 2]}"
  print "  fi"
  print "  case ${COMP_WORDS[1]} in"
  for (i = 1; i <= commands; i++)
    print "  " command[i] ") options='" options_of(command[i]) "' words='" arguments_of(command[i]) "' ;;"
  print "  *) return ;;"
  print "  esac"
  print "  case ${COMP_WORDS[1]}:$previous in"
  for (i = 1; i <= commands; i++)
    print_values(command[i])
  print "  *)"
  print "    case $word in"
  print "    -*) words=$options ;;"
  print "    esac ;;"
  print "  esac"
  print "  for kind in $words; do"
  print "    case $kind in"
  print "    files) mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -f -- \"$word\") ;;"
  print "    folders) mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -d -- \"$word\") ;;"
  print "    *) mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -W \"$kind\" -- \"$word\") ;;"
  print "    esac"
  print "    case $kind in"
  print "    files | folders) compopt -o filenames 2>/dev/null ;;"
  print "    esac"
  print "  done"
  print "}"
  print ""
  print "complete -F _offercheck offercheck"
}
