package io.aguacero.contracts.kinds;

/**
 * Why a kind is refused.
 *
 * @param file path of the file below the directory of kinds, for example {@code weather.tweet/kind.yaml}
 * @param line from 1; 1 when the whole file is meant
 * @param reason a sentence for a person
 */
public record KindProblem(String file, int line, String reason) {
    @Override
    public String toString() {
        return file + ":" + line + ": " + reason;
    }
}
