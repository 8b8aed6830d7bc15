#!/bin/sh
# A conda to be installed by running this file: `sh NAME.sh -b -p PREFIX`. It takes the options of Miniforge's installer,
# and like that one it asks unless -b is given, refuses a folder that is there, and wants a name that ends in .sh.
set -eu

case $0 in
  *.sh) ;;
  *) echo 'Please run this by a file name that ends in .sh' >&2; exit 1 ;;
esac

PREFIX=$HOME/conda BATCH=0 FORCE=0
while getopts bfhp:stu option; do
  case $option in
    b) BATCH=1 ;;
    f) FORCE=1 ;;
    u) FORCE=1 ;;
    p) PREFIX=$OPTARG ;;
    h) echo "usage: $0 [-b] [-f] [-u] [-p PREFIX]"; exit 0 ;;
    *) ;;
  esac
done

if [ "$BATCH" = 0 ]; then
  printf 'Do you accept the license terms? [yes|no]\n>>> '
  read -r answer || answer=no
  [ "$answer" = yes ] || { echo 'The license agreement was not accepted, the installation ends.' >&2; exit 2; }
fi
case $PREFIX in
  *' '*) echo 'ERROR: Cannot install into directories with spaces' >&2; exit 1 ;;
  /*) ;;
  *) PREFIX=$PWD/$PREFIX ;;
esac
if [ "$FORCE" = 0 ] && [ -e "$PREFIX" ]; then
  echo "ERROR: File or directory already exists: '$PREFIX'" >&2
  echo 'If you want to update an existing installation, use the -u option.' >&2
  exit 1
fi
mkdir -p "$PREFIX"
echo "PREFIX=$PREFIX"
sed '1,/^@@PAYLOAD@@$/d' "$0" | tar -xzf - -C "$PREFIX" --no-same-owner
# The prefix it was made in stands in the first lines of programs.
while read -r file; do sed -i "s|@@PREFIX@@|$PREFIX|g" "$PREFIX/$file"; done < "$PREFIX/conda-meta/.relocate"
rm "$PREFIX/conda-meta/.relocate"
mkdir -p "$PREFIX/envs" "$PREFIX/pkgs"
: > "$PREFIX/pkgs/urls"
: > "$PREFIX/pkgs/urls.txt"
echo 'installation finished.'
exit 0
@@PAYLOAD@@
