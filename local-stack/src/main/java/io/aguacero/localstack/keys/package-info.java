/** The keys of one machine: the file that its services read, and what adds, lists and takes back a key. */
@NullMarked
package io.aguacero.localstack.keys;

import org.jspecify.annotations.NullMarked;
