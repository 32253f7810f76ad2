// SPDX-License-Identifier: Apache-2.0
use crate::limits::{
    APPS_PER_PART, APP_ACTIONS, APP_ID_BYTES, APP_WORDS, CATALOGUE_PARTS, ICON_BYTES, ICON_SIDE, START_APP_ITEMS, START_APP_ITEM_BYTES, TEXT_BYTES,
};
use crate::message::{message, record};

pub mod app_flags {
    pub const TERMINAL: u32 = 1;
    pub const NO_DISPLAY: u32 = 2;
    pub const DBUS_ACTIVATABLE: u32 = 4;
    pub const OPENS_URIS: u32 = 8;
    pub const OPENS_MANY: u32 = 16;
    pub const KNOWN: u32 = 31;
}

record! {
    AppAction<'a> {
        id: &'a str = text(APP_ID_BYTES),
        name: &'a str = text(TEXT_BYTES),
        icon_key: &'a str = text(TEXT_BYTES),
    }
}

record! {
    App<'a> {
        id: &'a str = text(APP_ID_BYTES),
        name: &'a str = text(TEXT_BYTES),
        generic_name: &'a str = text(TEXT_BYTES),
        comment: &'a str = text(TEXT_BYTES),
        keywords: Vec<&'a str> = texts(APP_WORDS, APP_ID_BYTES),
        categories: Vec<&'a str> = texts(APP_WORDS, APP_ID_BYTES),
        mime_types: Vec<&'a str> = texts(APP_WORDS, APP_ID_BYTES),
        startup_window_class: &'a str = text(APP_ID_BYTES),
        flags: u32 = flags(app_flags::KNOWN),
        actions: Vec<AppAction<'a>> = list(APP_ACTIONS, 6, AppAction::take),
        icon_key: &'a str = text(TEXT_BYTES),
    }
}

message! {
    AppCatalogue<'a> = 0x0501, Bulk, FromGuest {
        revision: u32 = u32(),
        part: u16 = u16(),
        parts: u16 = u16_in(1, CATALOGUE_PARTS),
        apps: Vec<App<'a>> = list(APPS_PER_PART, 24, App::take),
    } requires |catalogue| catalogue.part < catalogue.parts
}

message! {
    CatalogueRequest = 0x0502, Control, ToGuest {}
}

message! {
    IconRequest<'a> = 0x0503, Control, ToGuest {
        icon_key: &'a str = text(TEXT_BYTES),
        size: u16 = u16_in(1, ICON_SIDE),
    }
}

message! {
    /// A PNG; no bytes: there is none.
    Icon<'a> = 0x0504, Bulk, FromGuest {
        icon_key: &'a str = text(TEXT_BYTES),
        size: u16 = u16_in(1, ICON_SIDE),
        png: &'a [u8] = bytes(ICON_BYTES),
    }
}

message! {
    /// Either the app id is set or there are arguments, not both.
    StartApp<'a> = 0x0505, Control, ToGuest {
        request: u32 = u32(),
        app_id: &'a str = text(APP_ID_BYTES),
        action: &'a str = text(APP_ID_BYTES),
        arguments: Vec<&'a str> = texts(START_APP_ITEMS, START_APP_ITEM_BYTES),
        uris: Vec<&'a str> = texts(START_APP_ITEMS, START_APP_ITEM_BYTES),
        environment: Vec<&'a str> = texts(START_APP_ITEMS, START_APP_ITEM_BYTES),
        working_directory: &'a str = text(START_APP_ITEM_BYTES),
        activation_token: &'a str = text(TEXT_BYTES),
    } requires |start| start.app_id.is_empty() != start.arguments.is_empty() && entries(&start.environment)
}

/// NAME=value, each.
pub(crate) fn entries(environment: &[&str]) -> bool {
    environment.iter().all(|entry| entry.find('=').is_some_and(|at| at > 0))
}

message! {
    AppStarted = 0x0506, Control, FromGuest {
        request: u32 = u32(),
        instance: u32 = id(),
        pid: i32 = i32(),
    }
}

message! {
    AppFailed<'a> = 0x0507, Control, FromGuest {
        request: u32 = u32(),
        reason: &'a str = text(TEXT_BYTES),
    }
}

message! {
    AppExited = 0x0508, Control, FromGuest {
        instance: u32 = id(),
        exit_code: i32 = i32(),
        signal: i32 = i32(),
    }
}

message! {
    StopApp = 0x0509, Control, ToGuest {
        instance: u32 = id(),
    }
}
