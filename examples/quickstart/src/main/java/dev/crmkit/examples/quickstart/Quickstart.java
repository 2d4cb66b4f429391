package dev.crmkit.examples.quickstart;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.Workspace;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.spi.storage.Storage;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The first quarter of an hour with the engine: define objects, load files, ask questions, work as a team, print a report. Not instantiable. */
public final class Quickstart {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int REFUSED = 2;

    private Quickstart() {}

    /** Ends the process with 0; with 2 if arguments or files are not as they must be, with 1 if the storage fails. */
    public static void main(String[] args) {
        int code = run(List.of(args), new PrintStream(System.out, true, StandardCharsets.UTF_8), System.err);
        if (code != DONE) {
            System.exit(code);
        }
    }

    /** As {@link #main}, but returns the code. */
    static int run(List<String> args, PrintStream out, PrintStream err) {
        try {
            Arguments arguments = Arguments.parse(args);
            if (arguments.help()) {
                out.print(Arguments.USAGE);
                return DONE;
            }
            SalesFiles files = SalesFiles.read(
                    arguments.data() == null ? CsvSource.sample() : CsvSource.directory(arguments.data()));
            try (ChosenStorage chosen = ChosenStorage.open(arguments.storage())) {
                out.print(answer(arguments, files, chosen.storage(), err));
            }
            return DONE;
        } catch (BadInputException | InvalidInputException e) {
            err.println(e.getMessage());
            return REFUSED;
        } catch (CrmException | UncheckedIOException e) {
            err.println(e.getMessage());
            if (e.getCause() != null) {
                err.println(e.getCause().getMessage());
            }
            return FAILED;
        }
    }

    /** The report after the load and a day of work; closes the storage. */
    static String answer(Arguments arguments, SalesFiles files, Storage storage, PrintStream err) {
        try (CrmEngine engine = CrmEngine.builder().storage(storage).build()) {
            Workspace workspace = engine.workspace("quickstart");
            Crm crm = workspace.as(SalesTeam.OWNER);
            SalesObjects.install(crm, files.sectors());
            Accounts.install(crm);
            SalesTeam.install(crm, files.agents());
            ProgressBar progress = new ProgressBar(err, files.size(), isInteractive());
            new Loader(crm, arguments.aliases(), progress).load(files);
            TeamDay day = TeamDay.of(workspace);
            engine.start();
            Accounts.settle(crm);
            Report report = Report.of(crm);
            return arguments.json() ? JsonReport.of(report, day) + System.lineSeparator() : TextReport.of(report, day);
        }
    }

    /** From Java 22 on there is always a console, so the bar is drawn into a log too; that is no more than untidy. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isInteractive() {
        return System.console() != null;
    }
}
