package io.aguacero.contracts.kinds;

import java.io.StringReader;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a YAML text as nodes with their lines. No object is ever constructed from it, and aliases are refused. */
final class YamlSource {
    private static final int DEPTH_MAX = 16;

    private YamlSource() {}

    static Optional<YamlObject> read(String text, Problems problems) {
        try {
            if (hasAliasOrSecondDocument(text, problems)) {
                return Optional.empty();
            }
            Node root = new Yaml(options()).compose(new StringReader(text));
            if (root instanceof MappingNode mapping) {
                return Optional.of(new YamlObject(mapping, "the kind", problems));
            }
            problems.add(1, root == null ? "the file is empty" : "the file must be a mapping of properties");
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            problems.add(line, "not YAML: " + e.getProblem());
        } catch (YAMLException e) {
            problems.add(1, "not YAML: " + firstLine(e));
        }
        return Optional.empty();
    }

    private static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(DEPTH_MAX);
        options.setCodePointLimit(KindFolder.FILE_BYTES_MAX);
        options.setMaxAliasesForCollections(0);
        return options;
    }

    private static boolean hasAliasOrSecondDocument(String text, Problems problems) {
        int documents = 0;
        for (Event event : new Yaml(options()).parse(new StringReader(text))) {
            int line = event.getStartMark().getLine() + 1;
            if (event instanceof AliasEvent) {
                problems.add(line, "aliases (*name) are not supported: write it out");
                return true;
            }
            if (event instanceof DocumentStartEvent && ++documents > 1) {
                problems.add(line, "a kind file holds one document");
                return true;
            }
        }
        return false;
    }

    private static String firstLine(YAMLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("unreadable");
    }
}
