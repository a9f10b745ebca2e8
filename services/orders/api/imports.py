"""The files orders takes: the export of an ERP and tables of each other kind of fact."""

from shared.columns import columns_of
from shared.events import production
from shared.imports import TableImport
from shared.tables.words import ORDER_WORDS

TABLES = (
    TableImport(
        "orders",
        production.OrderPlaced,
        columns_of(production.OrderPlaced, words={"kind": ORDER_WORDS}),
        "Order lines as an ERP exports them; a later row of the same line amends it",
        key_columns=("company", "order"),
    ),
    TableImport(
        "agreements",
        production.AgreementSigned,
        columns_of(production.AgreementSigned),
        "Cooperation agreements of companies and workshops; an empty valid_until means open-ended",
        key_columns=("agreement",),
    ),
    TableImport(
        "rates",
        production.RatePublished,
        columns_of(production.RatePublished),
        "What one accepted piece pays from a day on; an empty workshop means all of the company's",
        key_columns=("company", "product", "operation"),
    ),
    TableImport(
        "routings",
        production.RoutingPublished,
        columns_of(production.RoutingPublished),
        "The operations of a product in the order they are done, separated by semicolons",
        key_columns=("company", "product"),
    ),
    TableImport(
        "piecework",
        production.PieceworkReported,
        columns_of(production.PieceworkReported, required=("worker",), without=("group_shares",)),
        "Entries of one worker each; a corrected entry comes with a revision. Group entries come as events",
        entry_column="entry",
    ),
    TableImport(
        "deliveries",
        production.DeliveryInspected,
        columns_of(production.DeliveryInspected),
        "Inspections of deliveries, each counting for the month the goods were made in",
        key_columns=("company", "delivery"),
    ),
    TableImport(
        "profit-reports",
        production.ProfitDeclared,
        columns_of(production.ProfitDeclared),
        "Net profits of workshops by calendar year, negative for a loss",
        key_columns=("workshop", "period"),
    ),
)
