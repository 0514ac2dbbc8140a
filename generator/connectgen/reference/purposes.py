"""Purpose of the resources that every site has, for catalogs that do not describe them."""

from __future__ import annotations

__all__ = ["PURPOSES"]

PURPOSES = {
    "accountGroups": "Groups of staff accounts.",
    "accounts": "People on your side: staff members who sign in to the service.",
    "analyticsReportResults": "Runs reports of the site and returns their rows.",
    "analyticsReports": "Reports of the site: their columns, filters and names.",
    "answers": "Articles of the knowledge base.",
    "assetStatuses": "Statuses that an asset can have.",
    "assets": "Products that a customer owns, with serial number and price.",
    "channelTypes": "Types of channels, such as social networks, where contacts have user names.",
    "configurations": "Settings of the site.",
    "contacts": "Customers: the people who ask for help.",
    "countries": "Countries with their provinces, for addresses.",
    "eventSubscriptions": "Subscriptions to events of the site.",
    "holidays": "Days that do not count toward response times.",
    "incidentResponse": "Answers an incident and e-mails the answer to the customer.",
    "incidents": "Requests for help, each with its thread of messages.",
    "mailboxes": "Mailboxes that the site reads and sends from.",
    "messageBases": "Texts that the site shows, by language.",
    "namedIDHierarchies": "Menus with levels: entries that have parents.",
    "namedIDs": "Menus: the entries that a field of type menu may have.",
    "opportunities": "Possible sales, with their value and status.",
    "organizations": "Companies and other organizations that contacts belong to.",
    "purchasedProducts": "Products that a contact or an organization has bought.",
    "queryResults": "Runs queries in ROQL, the query language of the API, and returns their rows.",
    "salesProducts": "Products that are sold, with their prices.",
    "salesTerritories": "Regions or groups of customers that sales staff are responsible for.",
    "serviceCategories": "Tree of categories that incidents and answers are filed under.",
    "serviceDispositions": "Tree of outcomes that incidents are closed with.",
    "serviceProducts": "Tree of products that incidents and answers are about.",
    "siteInterfaces": "Interfaces of the site: one for each language or brand.",
    "sLAs": "Service level agreements.",
    "standardContents": "Texts that staff members insert into replies.",
    "tasks": "Things to do, with a due date and the person who is to do them.",
    "variables": "Values that replace placeholders in texts of the site.",
}
"""Purpose by resource, in our own words."""
