package io.aguacero.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A Markdown file of the project: its links and its code blocks. */
record MarkdownDocument(Path file, String text) {
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern CODE =
            Pattern.compile("^```(\\w*)[^\\n]*\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);

    /** A fenced block: the language behind its opening fence, and what is inside. */
    record CodeBlock(String language, String body) {}

    /** Every Markdown file of the project, without what a build or a run has made. */
    static List<MarkdownDocument> all() {
        return Reactor.files(".md").stream().map(MarkdownDocument::read).toList();
    }

    static MarkdownDocument read(Path file) {
        try {
            return new MarkdownDocument(file, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Links to other files of the project that don't lead anywhere. */
    List<String> brokenLinks() {
        return LINK.matcher(CODE.matcher(text).replaceAll(""))
                .results()
                .map(link -> link.group(1))
                .filter(target -> !target.matches("[a-z]+:.*|#.*"))
                .filter(target -> !Files.exists(file.resolveSibling(target.replaceFirst("#.*", ""))))
                .map(target -> file + ": " + target)
                .toList();
    }

    List<CodeBlock> codeBlocks() {
        List<CodeBlock> blocks = new ArrayList<>();
        for (MatchResult block : CODE.matcher(text).results().toList()) {
            blocks.add(new CodeBlock(block.group(1), block.group(2)));
        }
        return blocks;
    }
}
