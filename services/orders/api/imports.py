"""The files orders takes: the export of an ERP and tables of each other kind of fact."""

from shared.events import production
from shared.imports import Column, TableImport
from shared.tables.words import ORDER_WORDS

TABLES = (
    TableImport(
        "orders",
        production.OrderPlaced,
        {
            "company": Column("company"),
            "order": Column("order"),
            "line": Column("line", "integer", required=False),
            "workshop": Column("workshop"),
            "kind": Column("kind", words=ORDER_WORDS),
            "product": Column("product"),
            "month": Column("month", "month"),
            "quantity": Column("quantity", "integer"),
            "amount_yuan": Column("amount_yuan", "amount"),
            "agreed_on": Column("agreed_on", "day"),
            "due_on": Column("due_on", "day", required=False),
        },
        "Order lines as an ERP exports them; a later row of the same line amends it",
        key_columns=("company", "order"),
    ),
    TableImport(
        "agreements",
        production.AgreementSigned,
        {
            "agreement": Column("agreement"),
            "company": Column("company"),
            "workshop": Column("workshop"),
            "valid_from": Column("valid_from", "day"),
            "valid_until": Column("valid_until", "day", required=False),
        },
        "Cooperation agreements of companies and workshops; an empty valid_until means open-ended",
        key_columns=("agreement",),
    ),
    TableImport(
        "rates",
        production.RatePublished,
        {
            "company": Column("company"),
            "workshop": Column("workshop", required=False),
            "product": Column("product"),
            "operation": Column("operation"),
            "effective_from": Column("effective_from", "day"),
            "unit_rate_yuan": Column("unit_rate_yuan", "rate"),
        },
        "What one accepted piece pays from a day on; an empty workshop means all of the company's",
        key_columns=("company", "product", "operation"),
    ),
    TableImport(
        "routings",
        production.RoutingPublished,
        {
            "company": Column("company"),
            "product": Column("product"),
            "effective_from": Column("effective_from", "day"),
            "operations": Column("operations", "list"),
        },
        "The operations of a product in the order they are done, separated by semicolons",
        key_columns=("company", "product"),
    ),
    TableImport(
        "piecework",
        production.PieceworkReported,
        {
            "entry": Column("entry"),
            "workshop": Column("workshop"),
            "company": Column("company"),
            "product": Column("product"),
            "operation": Column("operation"),
            "worked_on": Column("worked_on", "day"),
            "worker": Column("worker"),
            "accepted_quantity": Column("accepted_quantity", "integer"),
            "rejected_quantity": Column("rejected_quantity", "integer", required=False),
            "rework_of": Column("rework_of", required=False),
        },
        "Entries of one worker each; a corrected entry comes with a revision. Group entries come as events",
        entry_column="entry",
    ),
    TableImport(
        "deliveries",
        production.DeliveryInspected,
        {
            "company": Column("company"),
            "delivery": Column("delivery"),
            "line": Column("line", "integer", required=False),
            "workshop": Column("workshop"),
            "product": Column("product"),
            "production_month": Column("production_month", "month"),
            "inspected_on": Column("inspected_on", "day"),
            "accepted_quantity": Column("accepted_quantity", "integer"),
            "rejected_quantity": Column("rejected_quantity", "integer", required=False),
        },
        "Inspections of deliveries, each counting for the month the goods were made in",
        key_columns=("company", "delivery"),
    ),
    TableImport(
        "profit-reports",
        production.ProfitDeclared,
        {
            "workshop": Column("workshop"),
            "period": Column("period"),
            "net_profit_yuan": Column("net_profit_yuan", "amount"),
        },
        "Net profits of workshops by calendar year, negative for a loss",
        key_columns=("workshop", "period"),
    ),
)
