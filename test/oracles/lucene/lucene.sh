#!/bin/sh
# Runs a program of this folder on Lucene 9.12.1 from Maven Central: lucene.sh Analyze english <texts.jsonl; lucene.sh Search DOCUMENTS QUERIES K
# or, on JFlex 1.8.2: lucene.sh WordBreakTable. Needs Java 17 and Maven.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
jars=${LUCENE_JARS:-$here/../../../.cache/lucene}
for artifact in org.apache.lucene:lucene-core:9.12.1 org.apache.lucene:lucene-analysis-common:9.12.1 de.jflex:jflex:1.8.2; do
  name=${artifact#*:}
  [ -f "$jars/$(echo "$name" | tr : -).jar" ] || mvn -q -B dependency:copy "-Dartifact=$artifact" "-DoutputDirectory=$jars" >&2
done
program=$1
shift
exec java -Dfile.encoding=UTF-8 -cp "$jars/*" "$here/$program.java" "$@"
